/**
 * Goal: the network of the simulation is as bad as it claims: each fault does what its name says, and nothing else.
 * Method: a server that numbers what arrives, and answers with the number; a client that says what it got; one fault at a
 * time between them, by real clocks. Orders are compared, never times.
 */
import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { systemTimers } from "../../src/client/clock.ts";
import { listen } from "../http/support/listen.ts";
import { createChance } from "./chance.ts";
import { drawFault, type Fault } from "./fault.ts";
import { startFaultProxy } from "./fault-proxy.ts";
import { send } from "./send.ts";

interface Scene {
  /** What arrived at the server, in order. */
  readonly arrived: string[];
  /** What came back, in the order in which it came; `broken` when nothing whole did. */
  readonly answered: string[];
  ask(word: string): Promise<string>;
  /** Asks, and is gone before an answer can come. */
  askAndLeave(word: string): void;
  arrivals(count: number): Promise<void>;
}

/** The given faults happen to the first exchanges, and none to later ones. */
async function scene(...faults: Fault[]): Promise<Scene> {
  const arrived: string[] = [];
  const answered: string[] = [];
  const server = await listen(async (incoming, outgoing) => {
    let word = "";
    for await (const chunk of incoming) word += chunk;
    arrived.push(word);
    // Longer than any head, so that a cut can be in either.
    const text = `${word} as number ${arrived.length}`.padEnd(1000);
    outgoing.setHeader("set-cookie", `seen=${word}`).end(text);
  });
  const rest = [...faults];
  const proxy = await startFaultProxy({
    target: () => server,
    fault: () => rest.shift() ?? { kind: "none" },
    timers: systemTimers,
  });
  onTestFinished(proxy.close);
  const sending = (word: string) =>
    send(proxy.port, { method: "POST", path: "/", headers: {}, body: word }, ({ headers }) => {
      answered.push(`cookie ${headers.get("set-cookie")}`);
    });
  return {
    arrived,
    answered,
    ask: async (word) => {
      const text = await sending(word).answer.then(
        async (answer) => (await answer.text()).trim(),
        () => `${word} broken`,
      );
      answered.push(text);
      return text;
    },
    askAndLeave: (word) => {
      const { answer, cut } = sending(word);
      answer.catch(() => undefined);
      setTimeout(cut, 20);
    },
    arrivals: async (count) => {
      while (arrived.length < count) await new Promise((resume) => setTimeout(resume, 5));
    },
  };
}

test("without a fault, an exchange passes as it is", async () => {
  const { ask, arrived } = await scene();
  expect(await ask("hello")).toBe("hello as number 1");
  expect(arrived).toEqual(["hello"]);
});

test("a lost request never arrives", async () => {
  const { ask, arrived } = await scene({ kind: "request lost" });
  expect(await ask("one")).toBe("one broken");
  expect(await ask("two")).toBe("two as number 1");
  expect(arrived).toEqual(["two"]);
});

test("a lost answer: the server did its work", async () => {
  const { ask, arrived } = await scene({ kind: "answer lost" });
  expect(await ask("one")).toBe("one broken");
  expect(arrived).toEqual(["one"]);
});

test("an answer cut in its head sets no cookie; cut in its body, it does", async () => {
  const { ask, answered } = await scene({ kind: "answer cut", atByte: 20 });
  expect(await ask("one")).toBe("one broken");
  expect(answered).toEqual(["one broken"]);

  const later = await scene({ kind: "answer cut", atByte: 600 });
  expect(await later.ask("one")).toBe("one broken");
  expect(later.answered).toEqual(["cookie seen=one", "one broken"]);
});

test("a late request is overtaken by one that was sent after it", async () => {
  const { ask, arrived } = await scene({ kind: "request late", ms: 100 });
  await Promise.all([ask("one"), ask("two")]);
  expect(arrived).toEqual(["two", "one"]);
});

test("a held request arrives although its sender is gone", async () => {
  const { askAndLeave, arrivals, arrived, answered } = await scene({ kind: "request held", ms: 100 });
  askAndLeave("one");
  await arrivals(1);
  expect(arrived).toEqual(["one"]);
  expect(answered).toEqual([]);
});

test("a late answer is overtaken, and its request is not", async () => {
  const { ask, arrived, answered } = await scene({ kind: "answer late", ms: 100 });
  const one = ask("one");
  await ask("two");
  await one;
  expect(arrived).toEqual(["one", "two"]);
  expect(answered.filter((what) => what.includes("number"))).toEqual(["two as number 2", "one as number 1"]);
});

test("a request arrives twice, and one of the two is answered: the first", async () => {
  const { ask, arrivals, arrived } = await scene({ kind: "request twice", ms: 20, answered: "first" });
  expect(await ask("one")).toBe("one as number 1");
  await arrivals(2);
  expect(arrived).toEqual(["one", "one"]);
});

test("or the second", async () => {
  const { ask } = await scene({ kind: "request twice", ms: 20, answered: "second" });
  expect(await ask("one")).toBe("one as number 2");
});

test("of swapped answers the later comes first; a lone one comes in the end", async () => {
  const { ask, arrivals, arrived, answered } = await scene({ kind: "answers swapped", ms: 60_000 });
  const one = ask("one");
  await arrivals(1);
  await ask("two");
  await one;
  expect(arrived).toEqual(["one", "two"]);
  expect(answered.filter((what) => what.startsWith("cookie"))).toEqual([
    "cookie seen=two",
    "cookie seen=one",
  ]);

  const lone = await scene({ kind: "answers swapped", ms: 20 });
  expect(await lone.ask("one")).toBe("one as number 1");
});

test("a server that is gone, and one that leaves in mid-answer, break the connection", async () => {
  const gone = createServer();
  const port = await new Promise<number>((resolve) => {
    gone.listen(0, "127.0.0.1", () => resolve((gone.address() as { port: number }).port));
  });
  await new Promise((resolve) => gone.close(resolve));
  const leaving = await listen((_, outgoing) => {
    outgoing.setHeader("content-length", "100").write("begun", () => outgoing.destroy());
  });
  const ports = [port, leaving];
  const proxy = await startFaultProxy({
    target: () => ports.shift() ?? 0,
    fault: () => ({ kind: "none" }),
    timers: systemTimers,
  });
  onTestFinished(proxy.close);
  for (const _ of ["gone", "leaving"]) {
    const { answer } = send(proxy.port, { method: "GET", path: "/", headers: {}, body: undefined });
    await expect(answer).rejects.toThrow("the connection broke");
  }
});

test("the same seed draws the same faults, and all kinds of them", () => {
  const draw = (seed: number) => {
    const chance = createChance(seed);
    return Array.from({ length: 1000 }, () => drawFault(chance));
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  expect(new Set(draw(1).map(({ kind }) => kind)).size).toBe(9);
});
