/**
 * Goal: calls that change the cookie come one after the other in a tab, and none of their answers is kept.
 * Method: turns on their own, in order and out of order; what is kept is seen by the garbage collector.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { createTurns } from "../../src/client/turns.ts";
import { outcomeOf } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

test("each turn begins when all before it have settled, however they did", async () => {
  const { takeTurn, occupyTurn } = createTurns();
  const log: string[] = [];
  const call =
    (name: string, fails = false) =>
    async (): Promise<string> => {
      log.push(`${name} begins`);
      await settled();
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  const first = takeTurn(call("first"));
  const second = outcomeOf(takeTurn(call("second", true)));
  occupyTurn(call("beside")());
  const third = takeTurn(call("third"));
  expect([await first, await second, await third]).toEqual(["first", new Error("second"), "third"]);
  expect(log).toEqual([
    "beside begins",
    "first begins",
    "beside ends",
    "first ends",
    "second begins",
    "second ends",
    "third begins",
    "third ends",
  ]);
});

test("what a turn came to, a token perhaps, is not kept by the turns", async () => {
  const { takeTurn } = createTurns();
  const answers: WeakRef<object>[] = [];
  for (let turn = 0; turn < 3; turn++) {
    await takeTurn(async () => {
      const answer = { token: turn };
      answers.push(new WeakRef(answer));
      return answer;
    });
  }
  await settled();
  collect();
  expect(answers.map((answer) => answer.deref())).toEqual([undefined, undefined, undefined]);
  expect(await takeTurn(async () => "goes on")).toBe("goes on");
});
