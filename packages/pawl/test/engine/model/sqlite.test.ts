/**
 * Goal: the whole engine does what docs/protocol.md says, on SQLite.
 * Method: random sequences of commands, of which the model tells what must come of each; see describe-model.ts.
 */
import { sqliteStore } from "../../../src/stores/sqlite/index.ts";
import { describeModel } from "./describe-model.ts";

describeModel("SQLite", async () => sqliteStore({ filename: ":memory:" }), 50);
