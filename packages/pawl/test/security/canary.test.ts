/**
 * Goal: no password, token, key or configured secret is ever in an answer, an event or a log line, except a token in
 * the one place where it belongs (C112, C49, A36).
 * Method: secrets are sent down every path that succeeds and every one that fails; everything that comes out is
 * searched for each of them and for their parts. A test first shows that the search finds what is there.
 */
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { failures, guesses, openAnySite, successes } from "../http/support/every-answer.ts";
import { login } from "../http/support/visits.ts";
import { ada } from "../support/people.ts";
import { secretOne, secretTwo, serviceOne, verifierOne } from "../support/secrets.ts";
import { misplaced, partsOf, watch } from "./support/canaries.ts";
import { keepRow, keepServerSecrets, watched } from "./support/watched-site.ts";

describe("the search itself", () => {
  test("finds a secret in an answer, an event, a log line and a part of a token", () => {
    const eye = watch();
    const token = "0123456789".repeat(10).slice(0, 98);
    eye.keep("a whole secret", ...partsOf(token));
    eye.leave("here", "… a whole secret …");
    eye.leave("there", `…${token.slice(40, 70)}…`);
    eye.onEvent({ type: "csrf_rejected", at: 0, route: "a whole secret" });
    expect(new Set(eye.leaks().map((leak) => leak.split(":")[0]))).toEqual(
      new Set(["here", "there", "event csrf_rejected", "event csrf_rejected as JSON", "a line of the log"]),
    );
  });

  test("knows a token that was given out in its place from one that was not", async () => {
    const eye = watch();
    const site = watched(await openAnySite({ onEvent: eye.onEvent }), eye);
    const { tokens, refreshToken } = await login(site);
    expect([eye.secrets.has(tokens.access_token), eye.secrets.has(refreshToken)]).toEqual([true, true]);
    expect(eye.leaks()).toEqual([]);
    eye.leave("elsewhere", tokens.access_token);
    expect(eye.leaks()).not.toEqual([]);
  });
});

test.each([...successes, ...Object.entries(failures)])("%s leaks nothing", async (_, visit) => {
  const eye = watch();
  const site = watched(await openAnySite({ onEvent: eye.onEvent, secrets: [secretOne, secretTwo] }), eye);
  const mine = await login(site);
  await keepServerSecrets(eye, site);
  eye.keep(ada.password, verifierOne, serviceOne, ...Object.values(guesses));
  await visit(site);
  await keepRow(eye, site, mine.sid).catch(() => undefined);
  expect(eye.leaks()).toEqual([]);
  expect(eye.secrets.size).toBeGreaterThan(20);
});

test("no event names a session by its sid, whatever happens to it", async () => {
  const eye = watch();
  const site = await openAnySite({ onEvent: eye.onEvent });
  for (const [, visit] of successes) await visit(site);
  for (const visit of Object.values(failures).slice(0, -1)) await visit(site);
  const sids = site.store.sessions.list("usr_ada");
  const told = inspect([eye.events, eye.logLines], { depth: 10, maxStringLength: null });
  expect(eye.events.length).toBeGreaterThan(20);
  for (const { sid } of await sids) expect(told).not.toContain(sid);
});

describe("a secret where it does not belong", () => {
  const password = "a password in the wrong place";

  test.each(misplaced(password))("a password %s comes back nowhere", async (_, method, path, sent) => {
    const eye = watch();
    const site = watched(await openAnySite({ onEvent: eye.onEvent }), eye);
    eye.keep(password, encodeURIComponent(password), Buffer.from(password).toString("base64"));
    await site.send(method, path, sent);
    expect(eye.leaks()).toEqual([]);
  });

  test.each(misplaced("x"))("a token of a living session %s comes back nowhere", async (where) => {
    const eye = watch();
    const site = watched(await openAnySite({ onEvent: eye.onEvent }), eye);
    const { tokens, refreshToken } = await login(site);
    for (const token of [refreshToken, tokens.access_token]) {
      const [, method = "", path = "", sent = {}] = misplaced(token).find(([name]) => name === where) ?? [];
      await site.send(method, path, sent);
    }
    expect(eye.leaks()).toEqual([]);
  });
});
