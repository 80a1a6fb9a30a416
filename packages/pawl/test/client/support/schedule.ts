import type { ClientOptions, ClientState } from "../../../src/client/index.ts";
import { ownerOf } from "../../../src/client/state.ts";
import { json, unauthorized } from "./answers.ts";
import { browser, notes, shared } from "./browser.ts";
import { type Condition, faultyNetwork } from "./faulty-network.ts";
import { outcomeOf, type Scene } from "./make-client.ts";
import { scriptedServer } from "./scripted-server.ts";

/** One thing that happens in a browser; `tab` counts round those that are open. */
export type Step =
  | { readonly kind: "call"; readonly tab: number; readonly patience: "fail" | "wait" }
  | { readonly kind: "refresh"; readonly tab: number }
  | { readonly kind: "login"; readonly tab: number; readonly email: string }
  | { readonly kind: "logout" | "close"; readonly tab: number }
  | { readonly kind: "network"; readonly condition: Condition }
  | { readonly kind: "time"; readonly ms: number }
  | { readonly kind: "expire" | "open" | "kill" | "shout" };

export interface Outcome {
  /** Of the tabs that are open at the end, two minutes after the network came back. */
  readonly states: readonly ClientState[];
  /** Whether the server still knows of a session. */
  readonly isAlive: boolean;
  /** For each call whose page it was made in, and as whom it arrived, each time that it did. */
  readonly calls: readonly { readonly owner: string | undefined; readonly arrived: (string | undefined)[] }[];
}

/** Plays a schedule, lets everything heal, and waits for every call. */
export async function play(
  steps: readonly Step[],
  hasLocks: boolean,
  options: Partial<ClientOptions> = {},
): Promise<Outcome> {
  const server = scriptedServer();
  const network = faultyNetwork(server);
  const { time, between, locks, open, tabs } = await browser({
    server,
    fetch: network.fetch,
    hasLocks,
    ...options,
  });
  const calls: { owner: string | undefined; arrived: (string | undefined)[] }[] = [];
  const outcomes: Promise<unknown>[] = [];
  let expired: readonly (string | undefined)[] = [];
  let newest: string | undefined;

  server.always("/api/notes", ({ headers, body }) => {
    const authorization = headers.get("authorization") ?? undefined;
    newest = authorization;
    calls[Number(body)]?.arrived.push(network.ownerOf(authorization));
    return expired.includes(authorization) ? unauthorized() : json("ok");
  });

  function act(step: Step, { client }: Scene): unknown {
    switch (step.kind) {
      case "call": {
        const body = String(calls.push({ owner: ownerOf(client.state), arrived: [] }) - 1);
        const { patience } = step;
        const init = { method: "POST", body, whenOffline: patience, whenEnded: patience };
        return outcomes.push(outcomeOf(client.fetch(notes, init)));
      }
      case "refresh":
        return outcomes.push(outcomeOf(client.refresh()));
      case "login":
        return outcomes.push(outcomeOf(client.login({ email: step.email, password: "right" })));
      case "logout":
        return outcomes.push(client.logout());
      case "close":
        return tabs.length > 1 && client.close();
      case "network":
        network.condition = step.condition;
        return;
      case "time":
        return time.advance(step.ms);
      case "expire":
        expired = [...expired, newest];
        return;
      case "open":
        return open();
      case "kill":
        return locks.kill(shared);
      case "shout":
        return between.shout({ v: 1, kind: "changed" });
    }
  }

  for (const step of steps) {
    const scene = tabs["tab" in step ? step.tab % tabs.length : 0];
    if (!scene) break;
    await act(step, scene);
    if (step.kind === "close" && tabs.length > 1) tabs.splice(tabs.indexOf(scene), 1);
  }
  network.condition = "good";
  expired = [];
  for (let round = 0; round < 4; round++) await time.advance(30_000);
  const states = tabs.map(({ client }) => client.state);
  for (const { client } of tabs) client.close();
  await time.advance(10_000);
  await Promise.all(outcomes);
  return { states, calls, isAlive: server.session !== undefined };
}
