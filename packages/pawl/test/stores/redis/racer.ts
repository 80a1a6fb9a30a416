/** A process of its own that opens the store, waits for the start, and swaps until a generation is reached. */
import { redisStore } from "../../../src/stores/redis/index.ts";
import { rotationFrom, sessionRow } from "../../support/session-row.ts";
import { connectTo, type Driver } from "./connect.ts";
import { guardOf } from "./guard-of.ts";

const [driver = "", ports = "", name = "", goal = "0"] = process.argv.slice(2);
const { sid } = sessionRow();
const client = await connectTo[driver as Driver](ports.split(",").map(Number));
const store = redisStore({ client });
await store.migrate();
process.stdout.write("ready\n");
await new Promise((resolve) => process.stdin.once("data", resolve));

const won: number[] = [];
let session = await store.sessions.find(sid);
for (;;) {
  if (session === undefined) throw new Error("the session is not there");
  if (session.generation >= Number(goal)) break;
  const next = rotationFrom(session, `${name} ${session.generation}`);
  const result = await store.sessions.rotate(sid, guardOf(session), next);
  if (result.rotated) won.push(next.generation);
  session = result.session;
}
await store.close();
process.stdout.write(`${JSON.stringify(won)}\n`);
process.exit(0);
