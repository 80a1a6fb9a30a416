/**
 * Goal: whoever keeps something for the user is told when the page becomes somebody else's, and at no other time.
 * Method: a client that the test puts through the states; the calls are counted.
 */
import { expect, test, vi } from "vitest";
import { watchUser } from "../../src/router/index.ts";
import {
  expired,
  fakeClient,
  restoring,
  session,
  signedIn,
  signedInAs,
  signedOut,
} from "../react/support/fake-client.ts";

const grace = signedInAs({ ...session, subject: "grace" });

test.each([
  ["a login", [signedOut, signedIn], 1],
  ["a logout", [signedIn, signedOut], 1],
  ["complaint 50: another user", [signedIn, grace], 1],
  ["complaint 50: another user after an end", [signedIn, expired, grace], 1],
  ["a logout after an end", [signedIn, expired, signedOut], 1],
  ["the first answer at page load", [restoring, signedIn], 0],
  ["a refresh", [signedIn, signedInAs({ ...session, generation: 4 })], 0],
  ["a look at what another tab changed", [signedIn, restoring, signedIn], 0],
  ["an end, and the same user back", [signedIn, expired, signedInAs({ ...session, sid: "bmV3" })], 0],
])("%s", (_, [first = restoring, ...then], calls) => {
  const client = fakeClient(first);
  const listener = vi.fn();
  const stop = watchUser(client, listener);
  for (const state of then) client.put(state);
  expect(listener).toHaveBeenCalledTimes(calls);
  stop();
  expect(client.listeners.size).toBe(0);
});
