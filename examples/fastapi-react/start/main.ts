/** `npm start`: Pawl, the API and the page, until Ctrl-C or until one of them ends. */

import { readSettings } from "./settings.ts";
import { type Example, logins, prepareExample } from "./start.ts";

// Databases and secrets are made by all three.
process.umask(0o077);

let example: Example | undefined;
// Whatever becomes of this process, it leaves no other behind.
process.on("exit", () => example?.kill());

const { promise: stopSignal, resolve: stop } = Promise.withResolvers<undefined>();
let firstSignalAt: number | undefined;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    stop(undefined);
    firstSignalAt ??= performance.now();
    // Somebody means it. A terminal and npm may both pass on the same Ctrl-C.
    if (performance.now() - firstSignalAt > 1000) process.exit(1);
  });
}

try {
  example = await prepareExample(readSettings(process.env), (line) => console.log(line));
  const trouble = await Promise.race([lifeOf(example), stopSignal]);
  if (trouble !== undefined) throw new Error(`${trouble} The others are stopped as well.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await example?.stop();
}
// What is not waited for any more, a request of the start say, holds nothing up.
process.exit();

async function lifeOf({ start, origin, broken }: Example): Promise<string> {
  await start();
  console.log(`
  The example is ready:  ${origin}

  Log in with            ${logins.ada.email}
  or                     ${logins.grace.email}
  and the password       ${logins.ada.password}

  Stop it with Ctrl-C.
`);
  return broken;
}
