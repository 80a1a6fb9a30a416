import { auth } from "../../lib/pawl.ts";
import { session } from "../../lib/session.ts";

/** A component that asks for itself who is signed in, as many of a page do. */
export async function Greeting() {
  const found = await session();
  const user = found && (await auth().store.users.find(found.subject));
  return (
    <p>
      Rendered on the server for <strong>{user?.email}</strong>
    </p>
  );
}
