/**
 * Goal: one immutable state, the same object until it changes, and listeners that cannot disturb each other.
 * Method: the cell itself; then `subscribe` of a client, with listeners that misbehave.
 */
import { afterEach, expect, test, vi } from "vitest";
import type { ClientState } from "../../src/client/index.ts";
import {
  afterRefusal,
  createStateCell,
  restoring as restoringState,
  signedOut,
} from "../../src/client/state.ts";
import { sessionPayload } from "./support/answers.ts";
import { makeClient, outcomeOf, signedInClient } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";
import { offline, scriptedServer } from "./support/scripted-server.ts";

const restoring = restoringState();
const unreachable: ClientState = { status: "restoring", offline: true, subject: undefined };

afterEach(() => vi.unstubAllGlobals());

test("the state is the same object until it changes, and cannot be changed from outside", async () => {
  const { client } = await signedInClient();
  const { state } = client;
  expect(client.state).toBe(state);
  expect(Object.isFrozen(state)).toBe(true);
  expect(() => Object.assign(client, { state: signedOut })).toThrow(TypeError);
  await client.refresh();
  expect(client.state).not.toBe(state);
});

test("a second attempt without an answer is no change", async () => {
  const server = scriptedServer();
  server.always("/auth/refresh", offline);
  const { states, time } = makeClient({ server });
  await time.advance(60_000);
  expect(server.to("/auth/refresh").length).toBeGreaterThan(3);
  expect(states).toEqual([restoring, unreachable]);
});

test("a listener that throws breaks neither the others nor the client, and is reported", async () => {
  const reported: unknown[] = [];
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
  const { client } = await signedInClient();
  const error = new Error("my listener");
  const heard: string[] = [];
  client.subscribe(() => {
    throw error;
  });
  client.subscribe(({ status }) => heard.push(status));
  await client.logout();
  expect(heard).toEqual(["signedOut"]);
  expect(reported).toEqual([error]);
});

test("onEvent that throws does not break the client", async () => {
  const { client } = makeClient({
    onEvent() {
      throw new Error("my telemetry");
    },
  });
  await settled();
  expect(client.state.status).toBe("signedIn");
});

test("onEvent that starts a refresh joins the one that it hears of", async () => {
  const server = scriptedServer();
  const { client } = makeClient({
    server,
    restore: false,
    onEvent: ({ type }) => void (type === "refresh_started" && client.refresh()),
  });
  await client.refresh();
  expect(server.to("/auth/refresh")).toHaveLength(1);
});

test("a listener that changes the state leaves all others with the last one", async () => {
  const { client } = await signedInClient();
  const last: ClientState[] = [];
  client.subscribe(({ status }) => status === "signedIn" && void client.logout());
  client.subscribe((state) => last.push(state));
  expect(await outcomeOf(client.refresh())).toMatchObject({ reason: "logged_out" });
  expect(last.at(-1)).toEqual({ status: "signedOut" });
  expect(client.state).toEqual({ status: "signedOut" });
});

test("one function subscribed twice is two subscriptions, each ended by its own answer", () => {
  const cell = createStateCell(restoring);
  let calls = 0;
  const listener = (): void => {
    calls++;
  };
  const first = cell.subscribe(listener);
  const second = cell.subscribe(listener);
  cell.set(signedOut);
  first();
  first();
  cell.set(restoring);
  second();
  cell.set(signedOut);
  expect(calls).toBe(3);
});

const signedIn: ClientState = {
  status: "signedIn",
  session: { ...sessionPayload() } as never,
  offline: false,
  expiresInMs: 1,
  receivedAtMs: 0,
  issuedAt: 0,
};
const ended: ClientState = {
  status: "ended",
  code: "session_expired",
  reason: "inactivity",
  subject: "ada",
};

test.each([
  ["signed in, no cookie", signedIn, "refresh_token_missing", undefined, { status: "ended" }],
  [
    "signed in, logged out elsewhere in this browser",
    signedIn,
    "session_revoked",
    "logged_out",
    { status: "ended" },
  ],
  ["restoring, no cookie", restoring, "refresh_token_missing", undefined, signedOut],
  ["restoring, a worthless cookie", restoring, "refresh_token_unknown", undefined, signedOut],
  ["restoring, logged out", restoring, "session_revoked", "logged_out", signedOut],
  ["restoring, revoked", restoring, "session_revoked", "revoked_by_admin", { status: "ended" }],
  ["restoring after failures, expired", unreachable, "session_expired", "inactivity", { status: "ended" }],
  ["signed out", signedOut, "session_expired", "inactivity", signedOut],
  ["ended before, for another reason", ended, "refresh_token_missing", undefined, ended],
] as const)("what a refusal makes of a state: %s", (_name, before, code, reason, expected) => {
  expect(afterRefusal(before, code, reason)).toMatchObject(expected);
});
