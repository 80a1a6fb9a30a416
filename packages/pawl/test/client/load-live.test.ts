/**
 * Goal: the part that is loaded later is loaded once somebody is signed in; a failure to load it harms nothing, and is
 * made good at the next occasion.
 * Method: the loader with a replaced import, on a state that is moved by hand.
 */
import { expect, test } from "vitest";
import type { Core } from "../../src/client/core.ts";
import { loadLive } from "../../src/client/load-live.ts";
import type { ClientState } from "../../src/client/state.ts";
import { createStateCell, restoring, signedOut } from "../../src/client/state.ts";
import { signedInClient } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";

async function scene(outcomes: ("fails" | "starts")[]) {
  const { client } = await signedInClient();
  const signedIn = client.state;
  const core = { state: createStateCell(restoring()), closed: false } as unknown as Core;
  const log: string[] = [];
  const startLive = (): (() => void) => {
    log.push("started");
    return () => void log.push("stopped");
  };
  const never = (): Promise<never> => Promise.reject(new Error("not called"));
  const stop = loadLive(core, never, never, async () => {
    const outcome = outcomes.shift();
    log.push(`import ${outcome}`);
    if (outcome !== "starts") throw new TypeError("Failed to fetch dynamically imported module");
    return { startLive };
  });
  const become = async (state: ClientState): Promise<void> => {
    core.state.set({ ...state });
    await settled();
  };
  return { core, log, stop, become, signedIn };
}

test("nothing is loaded while nobody is signed in, and once only when somebody is", async () => {
  const { become, log, signedIn, stop } = await scene(["starts"]);
  await become(signedOut);
  expect(log).toEqual([]);
  await become(signedIn);
  await become(restoring("ada"));
  await become(signedIn);
  expect(log).toEqual(["import starts", "started"]);
  stop();
  expect(log).toEqual(["import starts", "started", "stopped"]);
});

test("what could not be loaded is tried again when the state next changes, and nothing else comes of it", async () => {
  const { become, log, signedIn } = await scene(["fails", "fails", "starts"]);
  await become(signedIn);
  await become(restoring("ada"));
  await become(signedIn);
  await become(signedIn);
  expect(log).toEqual(["import fails", "import fails", "import starts", "started"]);
});

test("what arrives when the client is closed is not started", async () => {
  const { become, core, log, signedIn, stop } = await scene(["starts"]);
  const loading = become(signedIn);
  Object.assign(core, { closed: true });
  stop();
  await loading;
  expect(log).toEqual(["import starts"]);
  await become(signedIn);
  expect(log).toEqual(["import starts"]);
});
