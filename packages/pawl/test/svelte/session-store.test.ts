// @vitest-environment happy-dom
/**
 * Goal: the store keeps Svelte's store contract, so that whatever takes a `Readable` takes it.
 * Method: `svelte/store` itself, over a real client on a scripted server.
 */
import { derived, get, type Readable } from "svelte/store";
import { expect, test } from "vitest";
import type { ClientState } from "../../src/client/index.ts";
import { sessionStore } from "../../src/svelte/index.ts";
import { makeClient, signedInClient } from "../client/support/make-client.ts";
import { settled } from "../client/support/manual-time.ts";
import { countSubscriptions } from "../support/count-subscriptions.ts";

test("a listener is called at once, with each new state, and no more once it has left", async () => {
  const { client, states } = makeClient();
  const heard: ClientState[] = [];
  const leave = sessionStore(client).subscribe((state) => void heard.push(state));
  expect(heard).toEqual([client.state]);
  await settled();
  expect(client.state.status).toBe("signedIn");
  expect(heard).toEqual(states);
  leave();
  await client.logout();
  expect(heard).not.toContain(client.state);
});

test("a listener that changes the state as it arrives hears of the change", async () => {
  const { client } = await signedInClient();
  const heard: string[] = [];
  sessionStore(client).subscribe(({ status }) => {
    heard.push(status);
    if (status === "signedIn") void client.logout();
  });
  await settled();
  expect(heard).toEqual(["signedIn", "signedOut"]);
});

test("get reads the state and leaves no subscription", async () => {
  const { client } = await signedInClient();
  const listening = countSubscriptions(client);
  const store: Readable<ClientState> = sessionStore(client);
  expect(get(store)).toBe(client.state);
  expect(listening()).toBe(0);
});

test("a derived store follows, and listens only while it is listened to", async () => {
  const { client } = await signedInClient();
  const listening = countSubscriptions(client);
  const subject = derived(sessionStore(client), (state) =>
    state.status === "signedIn" ? state.session.subject : "nobody",
  );
  expect(listening()).toBe(0);
  const heard: string[] = [];
  const leave = subject.subscribe((name) => void heard.push(name));
  expect(listening()).toBe(1);
  await client.logout();
  expect(heard).toEqual(["ada", "nobody"]);
  leave();
  expect(listening()).toBe(0);
});
