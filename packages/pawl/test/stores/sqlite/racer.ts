/** A process of its own that opens the store, waits for the start, and swaps until a generation is reached. */
import { sqliteStore } from "../../../src/stores/sqlite/index.ts";
import { rotationFrom, sessionRow } from "../../support/session-row.ts";

const [filename = "", name = "", goal = "0"] = process.argv.slice(2);
const { sid } = sessionRow();
const store = sqliteStore({ filename });
process.stdout.write("ready\n");
await new Promise((resolve) => process.stdin.once("data", resolve));

const won: number[] = [];
for (;;) {
  const session = await store.sessions.find(sid);
  if (session === undefined) throw new Error("the session is not there");
  if (session.generation >= Number(goal)) break;
  const next = rotationFrom(session, `${name} ${session.generation}`);
  if (await store.sessions.rotate(sid, session, next)) won.push(next.generation);
}
await store.close();
process.stdout.write(`${JSON.stringify(won)}\n`);
process.exit(0);
