/** `npm start`: serves the demo until it is told to stop. */

import { readConfig } from "./config.ts";
import { demoLogin, guestLogin } from "./seed.ts";
import { startDemo } from "./start.ts";

try {
  const demo = await startDemo(readConfig(process.env));

  console.log(`
  Pawl's demo is ready:  ${demo.origin}

  Log in with            ${demoLogin.email}
                         ${demoLogin.password}
  or, as somebody else   ${guestLogin.email}
                         with the same password

  Stop it with Ctrl-C.
`);

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void demo.close());
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  // Not `exitCode`: a start that failed half-way may hold a port open.
  process.exit(1);
}
