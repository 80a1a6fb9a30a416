/**
 * Goal: what the verbs hand out of a session can be shown or logged: nothing in it helps to make or check a token (C17).
 * Method: every verb that gives sessions, after a rotation, against the list of what may leave.
 */
import { expect, test } from "vitest";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { ada } from "../support/people.ts";

const mayLeave = [
  ...[
    "activeAt",
    "amr",
    "claims",
    "createdAt",
    "ended",
    "expiresAt",
    "generation",
    "persistent",
    "rotatedAt",
  ],
  ...["sid", "subject", "userAgent"],
];

test("no digest, nonce, key id or receipt leaves the engine", async () => {
  const { pawl, store } = createTestPawl();
  const created = await pawl.create(ada.subject);
  const refreshed = await pawl.refresh(created.refreshToken);
  const { sid } = created.session;
  const listed = await pawl.list(ada.subject);
  const found = await pawl.find(sid);

  const handedOut = [created.session, refreshed.session, ...listed, found];
  expect(handedOut).toHaveLength(4);
  for (const session of handedOut) expect(Object.keys(session ?? {}).sort()).toEqual(mayLeave);
  // The row has more, so the list above is one that could have been longer.
  expect(Object.keys((await store.sessions.find(sid)) ?? {}).length).toBeGreaterThan(mayLeave.length);
  expect(await pawl.find("no such session")).toBeUndefined();
});
