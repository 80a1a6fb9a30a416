/**
 * Goal: what is not given has its documented default, what is given cannot be changed afterwards, and the package's
 * server entry holds what a server needs.
 * Method: Pawl with as few options as may be, read back through its verbs and one login over its handler.
 */
import { describe, expect, test } from "vitest";
import { cookieNameFor } from "../../src/server/cookie-name.ts";
import { createPawl } from "../../src/server/create-pawl.ts";
import * as server from "../../src/server/index.ts";
import { StoreError } from "../../src/session/store.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { faultyStore } from "../support/faulty-store.ts";
import { ada, twoPeople } from "../support/people.ts";
import { secretOne, secretTwo } from "../support/secrets.ts";

const issuer = "https://app.example/auth";

/** Logs Ada in over HTTP, as a page of the given origin would. */
function login(pawl: server.Pawl, origin: string, path = "/auth/login") {
  return pawl.handler(
    new Request(`https://app.example${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", "pawl-csrf": "1", origin },
      body: JSON.stringify({ email: ada.email, password: ada.password }),
    }),
  );
}

function withDefaults(changes: Partial<server.PawlOptions> = {}) {
  return createPawl({
    ...{
      issuer,
      audience: "https://api.example",
      store: memoryStore(),
      secrets: [secretOne],
      identity: twoPeople,
    },
    ...changes,
  });
}

describe("by default", () => {
  test("the policy is the documented one", () => {
    expect(withDefaults().policy).toEqual(server.defaultPolicy);
  });

  test("the client is web, the clock is the system's, and identifiers are random", async () => {
    const pawl = withDefaults();
    const before = Math.floor(Date.now() / 1000);
    const { accessToken, session } = await pawl.create(ada.subject);
    const claims = await pawl.verify(accessToken);
    expect(claims).toMatchObject({ client_id: "web", iss: issuer, aud: "https://api.example" });
    expect(claims.iat).toBeGreaterThanOrEqual(before);
    expect(claims.iat).toBeLessThanOrEqual(Date.now() / 1000);
    expect((await withDefaults().create(ada.subject)).session.sid).not.toBe(session.sid);
  });

  test("the handler is mounted at the issuer's path, for the issuer's origin and no other", async () => {
    expect((await login(withDefaults(), "https://app.example")).status).toBe(200);
    expect((await login(withDefaults(), "https://app.example.attacker.example")).status).toBe(403);
    expect((await login(withDefaults(), "https://app.example", "/login")).status).toBe(404);
  });

  test("https is insisted on where the issuer has it, and not on this machine without it", async () => {
    for (const [url, isHttps] of [
      [issuer, true],
      ["http://localhost:3000/auth", false],
    ] as const) {
      const answer = await withDefaults({ issuer: url }).handler(new Request(`${url}/healthz`));
      expect(answer.headers.has("strict-transport-security")).toBe(isHttps);
    }
  });

  test("the cookie has a name of its own for each issuer, always the same", async () => {
    const cookie = (await login(withDefaults(), "https://app.example")).headers.get("set-cookie");
    expect(cookie).toContain(`${cookieNameFor(issuer)}=`);
    const issuers = [
      issuer,
      `${issuer}/`,
      "https://app.example",
      "http://localhost:3000",
      "http://localhost:3001",
    ];
    expect(new Set(issuers.map(cookieNameFor)).size).toBe(issuers.length);
    for (const one of issuers) {
      expect(cookieNameFor(one)).toMatch(/^__Host-Http-pawl-[0-9a-f]{6}$/);
      expect(cookieNameFor(one)).toBe(cookieNameFor(one));
    }
  });
});

describe("options", () => {
  test("that are given are used", async () => {
    const pawl = withDefaults({
      clientId: "mobile",
      basePath: "/",
      allowedOrigins: ["https://spa.example"],
      cookieName: "__Host-mine",
      policy: { accessTokenLifetimeMs: server.minutes(5) },
    });
    const response = await login(pawl, "https://spa.example", "/login");
    expect(response.headers.get("set-cookie")).toMatch(/^__Host-mine=/);
    const { access_token, expires_in } = (await response.json()) as {
      access_token: string;
      expires_in: number;
    };
    expect(expires_in).toBe(300);
    expect(await pawl.verify(access_token)).toMatchObject({ client_id: "mobile" });
    expect((await login(pawl, "https://app.example", "/login")).status).toBe(403);
  });

  test("that are changed afterwards change nothing", async () => {
    const secrets = [secretOne];
    const allowedOrigins = ["https://app.example"];
    const policy = { gracePeriodMs: server.seconds(20) };
    const options = { secrets, allowedOrigins, policy };
    const store = memoryStore();
    const pawl = withDefaults({ ...options, store });
    const { refreshToken } = await pawl.create(ada.subject);
    secrets.unshift(secretTwo);
    secrets.pop();
    allowedOrigins.push("https://attacker.example");
    policy.gracePeriodMs = 0;
    expect((await pawl.refresh(refreshToken)).rotation).toBe("rotated");
    expect((await pawl.refresh(refreshToken)).rotation).toBe("replayed");
    expect((await login(pawl, "https://attacker.example")).status).toBe(403);
    expect(Object.isFrozen(pawl.policy)).toBe(true);
  });
});

describe("ready", () => {
  test("resolves once the store answers and a key is there", async () => {
    const { pawl, events, store } = createTestPawl();
    await pawl.ready();
    expect(events.of("signing_key_created")).toHaveLength(1);
    expect(await store.keys.list()).toHaveLength(1);
  });

  test("rejects while the store does not answer, and resolves when it does", async () => {
    const faulty = faultyStore(memoryStore());
    const { pawl } = createTestPawl({ store: faulty });
    faulty.out = true;
    await expect(pawl.ready()).rejects.toThrow(StoreError);
    faulty.out = false;
    expect(await pawl.ready()).toBeUndefined();
  });
});

test("the entry for servers exports what the documentation uses", () => {
  expect(Object.keys(server).sort()).toEqual([
    ...[
      "SessionError",
      "StoreError",
      "codes",
      "createPawl",
      "days",
      "defaultPolicy",
      "delegatedIdentity",
      "endReasons",
      "hours",
    ],
    ...["maxPasswordBytes", "minPasswordLength", "minutes", "passwordIdentity", "seconds"],
  ]);
});
