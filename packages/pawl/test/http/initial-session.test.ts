/**
 * Goal: what a server tells the browser of the session that it rendered for is what the client itself would know, and no
 * more.
 * Method: the same session as the server hands it out and as the routes do; the client's own type.
 */
import { expect, test } from "vitest";
import type { ClientSession } from "../../src/client/index.ts";
import { initialSession } from "../../src/http/initial-session.ts";
import { days, hours } from "../../src/session/policy.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { bearer } from "./support/visits.ts";

test("it says what GET /session says, in the client's words", async () => {
  const { pawl } = createTestPawl();
  const { session, accessToken } = await pawl.create("usr_ada", { amr: ["pwd"], userAgent: "Netscape" });
  const url = "https://app.example/auth/session";
  const answer = await pawl.handler(new Request(url, { headers: bearer(accessToken) }));
  const { session: wire } = await answer.json();
  const shown: ClientSession = initialSession(pawl, session);
  const inSnakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  expect(
    Object.fromEntries(Object.entries(shown).map(([name, value]) => [inSnakeCase(name), value])),
  ).toEqual(wire);
});

test("claims stay on the server", async () => {
  const { pawl } = createTestPawl();
  const { session } = await pawl.create("usr_ada", { claims: { role: "auditor" } });
  expect(JSON.stringify(initialSession(() => pawl, session))).not.toContain("auditor");
});

test("the end by inactivity is never later than the absolute end", async () => {
  const { pawl, clock } = createTestPawl();
  const { session } = await pawl.create("usr_ada");
  expect(initialSession(pawl, session).inactivityExpiresAt).toBe(clock.now + days(7));
  const active = { ...session, activeAt: session.expiresAt - hours(1) };
  expect(initialSession(pawl, active).inactivityExpiresAt).toBe(session.expiresAt);
});
