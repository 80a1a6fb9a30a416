/**
 * Goal: the whole engine does what docs/protocol.md says, on PostgreSQL.
 * Method: random sequences of commands, of which the model tells what must come of each; see describe-model.ts. On a real
 * server.
 */
import { serverOfThisFile } from "../../stores/postgres/databases.ts";
import { describeModel } from "./describe-model.ts";

const { emptyDatabase } = serverOfThisFile();

describeModel(
  "PostgreSQL",
  async () => {
    const store = (await emptyDatabase()).open();
    await store.migrate();
    return store;
  },
  12,
);
