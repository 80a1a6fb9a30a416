/**
 * Goal: the whole engine does what docs/protocol.md says, in whatever order it is asked and whatever fails.
 * Method: random sequences of commands, of which the model tells what must come of each; see describe-model.ts.
 */
import { memoryStore } from "../../../src/stores/memory/index.ts";
import { describeModel } from "./describe-model.ts";

describeModel("the memory store", async () => memoryStore(), 100);
