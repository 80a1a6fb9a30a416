import { minutes } from "pawl/server";
import { auth } from "./pawl.ts";
import { exampleLogin } from "./settings.ts";

/** Makes sure that the store answers and that the example's login exists, and sweeps from then on. */
export async function prepare(): Promise<void> {
  const { pawl, identity, store } = auth();
  await pawl.ready();
  if ((await store.users.findByEmail(exampleLogin.email)) === undefined) await identity.addUser(exampleLogin);
  // What could not be removed now is removed a minute later.
  const sweep = () => void pawl.sweep().catch(() => undefined);
  setInterval(sweep, minutes(1)).unref();
}
