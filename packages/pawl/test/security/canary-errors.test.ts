/**
 * Goal: no secret is in an error, in what it carries, or in what is said of it (C112): not when a store breaks, not
 * when a guard refuses, not when an option is wrong.
 * Method: stores that fail with their parameters in hand, guards and constructors that are given secrets; everything
 * that comes out is searched for each of them and for their parts.
 */
import { DatabaseSync } from "node:sqlite";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { passwordIdentity } from "../../src/identity/password.ts";
import { createPawl } from "../../src/server/create-pawl.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { sqliteStore } from "../../src/stores/sqlite/index.ts";
import { adapters, openAdapted } from "../http/support/adapters.ts";
import { guesses, openAnySite } from "../http/support/every-answer.ts";
import { fromOwnPage } from "../http/support/site.ts";
import { bearer, cookie, held, login, logout, refresh, whoAmI } from "../http/support/visits.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { ada, twoPeople } from "../support/people.ts";
import { secretOne } from "../support/secrets.ts";
import { partsOf, watch } from "./support/canaries.ts";
import { keepRow, keepServerSecrets, watched } from "./support/watched-site.ts";

test("a store that breaks, with everything it was asked in the cause of its error, leaks nothing", async () => {
  const eye = watch();
  const site = watched(await openAnySite({ onEvent: eye.onEvent, identity: twoPeople }), eye);
  const mine = await login(site);
  await keepServerSecrets(eye, site);
  await keepRow(eye, site, mine.sid);
  eye.keep(ada.password, "INSERT INTO sessions");
  site.breakStore();
  await refresh(site, mine.refreshToken);
  await site.send("POST", "/refresh", { body: { refresh_token: mine.refreshToken } });
  await logout(site, mine.refreshToken);
  await whoAmI(site, mine.tokens.access_token);
  await site.send("DELETE", "/sessions", { headers: bearer(mine.tokens.access_token) });
  const headers = { ...fromOwnPage, ...cookie(mine.refreshToken) };
  await site.send("POST", "/login", { headers, body: { email: ada.email, password: ada.password } });
  expect(eye.events.filter(({ type }) => type === "unavailable").length).toBeGreaterThanOrEqual(6);
  expect(eye.leaks()).toEqual([]);
});

test("the SQLite store, broken table by table, leaks nothing in its errors or their causes", async () => {
  const eye = watch();
  const database = new DatabaseSync(":memory:");
  const store = sqliteStore({ database });
  const identity = passwordIdentity({ users: store.users });
  await identity.addUser({ email: ada.email, password: ada.password });
  const site = watched(await openAnySite({ store, identity, onEvent: eye.onEvent }), eye);
  const mine = await login(site);
  const next = held(await refresh(site, mine.refreshToken));
  await keepServerSecrets(eye, site);
  await keepRow(eye, site, mine.sid);
  const stored = (await store.users.findByEmail(ada.email))?.passwordHash ?? "";
  eye.keep(ada.password, stored, stored.slice(-40), mine.sid);
  for (const table of ["sessions", "users"]) {
    database.exec(`DROP TABLE ${table}`);
    await refresh(site, next.refreshToken);
    await logout(site, next.refreshToken);
    const body = { email: ada.email, password: ada.password };
    await site.send("POST", "/login", { headers: fromOwnPage, body });
  }
  const errors = eye.events.flatMap((event) => ("error" in event ? [event.error] : []));
  expect(errors.length).toBeGreaterThanOrEqual(6);
  eye.leave("errors with their causes", inspect(errors, { depth: 10, maxStringLength: null }));
  // The payload of a login names its session to its owner, and nobody else may.
  expect(eye.leaks().filter((leak) => !/^POST \/(login|refresh)/.test(leak))).toEqual([]);
});

describe.each(adapters)("the guard of $name", (adapter) => {
  test("repeats no token that it refuses, whatever it is", async () => {
    const eye = watch();
    const site = await openAdapted(adapter, { onEvent: eye.onEvent });
    const { tokens, refreshToken } = await login(site);
    await logout(site, refreshToken);
    const token = tokens.access_token;
    eye.keep(...partsOf(token), ...partsOf(refreshToken), guesses.accessToken);
    for (const value of [
      token,
      refreshToken,
      guesses.accessToken,
      `${token} x`,
      `${token}, Bearer ${token}`,
    ]) {
      const answer = await site.me({ headers: { Authorization: `Bearer ${value}` } });
      expect([400, 401]).toContain(answer.status);
      eye.answer("GET /api/me", answer);
    }
    expect(eye.leaks()).toEqual([]);
  });
});

test("no error that the library throws holds what it was given", async () => {
  const eye = watch();
  const { pawl } = createTestPawl({ onEvent: eye.onEvent });
  const { refreshToken, accessToken, session } = await pawl.create("usr_ada");
  const short = "a-secret-that-is-too-short";
  const repeated = "abcabcabcabcabcabcabcabcabcabcabcabc";
  eye.keep(short, repeated, ...partsOf(refreshToken), ...partsOf(accessToken), ...Object.values(guesses));
  await pawl.revoke(session.sid);
  const parts = {
    issuer: "https://app.example/auth",
    audience: "x",
    store: memoryStore(),
    identity: twoPeople,
  };
  const thrown: unknown[] = [];
  const attempt = async (run: () => unknown) => {
    try {
      await run();
    } catch (error) {
      thrown.push(error);
    }
  };
  await attempt(() => pawl.refresh(refreshToken));
  await attempt(() => pawl.refresh(`${refreshToken}x`));
  await attempt(() => pawl.refresh(guesses.refreshToken));
  await attempt(() => pawl.verify(accessToken));
  await attempt(() => pawl.verify(`${accessToken}x`));
  await attempt(() => pawl.verify(guesses.accessToken));
  await attempt(() => createPawl({ ...parts, secrets: [short] }));
  await attempt(() => createPawl({ ...parts, secrets: [secretOne, short] }));
  await attempt(() => createPawl({ ...parts, secrets: [repeated] }));
  await attempt(() => createPawl({ ...parts, secrets: short as unknown as string[] }));
  await attempt(() => createPawl({ ...parts, secrets: [{ secret: short }] as unknown as string[] }));
  await attempt(() =>
    passwordIdentity({ users: memoryStore().users }).addUser({
      email: ada.email,
      password: guesses.password.slice(0, 10),
    }),
  );
  expect(thrown).toHaveLength(12);
  eye.keep(guesses.password.slice(0, 10));
  eye.leave("a thrown error", inspect(thrown, { depth: 10, maxStringLength: null }));
  expect(eye.leaks()).toEqual([]);
});
