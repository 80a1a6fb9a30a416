/**
 * Goal: `pawl/verify` and the Fetch guard hold in every runtime that is promised: Bun, Deno and Workers come to the same verdicts
 * as Node, fetch keys, and refuse a session that has ended.
 * Method: an API is bundled for each, started as a process of its own, and asked over loopback, beside a real Pawl. Where the
 * registry of npm is out of reach there are no programs, and the run says so.
 */
import { describe, expect, inject, test } from "vitest";
import { toNodeListener } from "../../src/http/adapters/node.ts";
import { createPawl } from "../../src/server/create-pawl.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { listen } from "../http/support/listen.ts";
import { ada, twoPeople } from "../support/people.ts";
import { secretOne, verifierOne } from "../support/secrets.ts";
import { vectors } from "../vectors/read-vectors.ts";
import { runtimes } from "./support/installed.ts";
import { startApp } from "./support/start-app.ts";

const issuer = "https://app.example/auth";
const audience = "https://api.example";

/** Pawl, which lives now, as the runtimes do; and which of its routes were asked for. */
async function openPawl() {
  const pawl = createPawl({
    ...{ issuer, audience, store: memoryStore(), secrets: [secretOne], identity: twoPeople },
    verifierCredentials: [verifierOne],
  });
  const asked: string[] = [];
  const listener = toNodeListener(pawl.handler);
  const port = await listen((incoming, outgoing) => {
    asked.push(incoming.url ?? "");
    listener(incoming, outgoing);
  });
  return { pawl, asked, url: `http://127.0.0.1:${port}/auth` };
}

describe.skipIf(inject("runtimesAreMissing") !== "").each(runtimes)("$name $version", (runtime) => {
  const start = (pawl: string) => startApp(runtime, { issuer, audience, pawl, credential: verifierOne });

  test("comes to what is expected of every vector", async () => {
    const app = await start("http://127.0.0.1:9/auth");
    const answer = await fetch(`${app}/vectors`, { method: "POST", body: JSON.stringify(vectors) });
    const verdicts = (await answer.json()) as unknown[];
    expect(verdicts).toHaveLength(vectors.cases.length);
    for (const [index, { name, expected }] of vectors.cases.entries()) {
      expect(verdicts[index], name).toEqual(expected);
    }
  });

  test("guards a route by keys that it fetches, and refuses a session once it has ended", async () => {
    const { pawl, asked, url } = await openPawl();
    const app = await start(url);
    const me = (token?: string) =>
      fetch(`${app}/me`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
    const [mine, other] = [await pawl.create(ada.subject), await pawl.create("usr_grace")];

    const missing = await me();
    expect([missing.status, missing.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="pawl"']);
    expect((await me("a.b.c")).status).toBe(401);
    for (const { accessToken, session } of [mine, other, mine]) {
      const answer = await me(accessToken);
      expect([answer.status, await answer.json()]).toMatchObject([200, { sid: session.sid }]);
    }
    expect(asked.filter((path) => path.endsWith("jwks.json"))).toHaveLength(1);

    await pawl.revoke(mine.session.sid);
    await expect.poll(async () => (await me(mine.accessToken)).status, { timeout: 20_000 }).toBe(401);
    expect((await me(other.accessToken)).status).toBe(200);
    expect(await (await me(mine.accessToken)).json()).toMatchObject({ code: "access_token_invalid" });
    await pawl.revokeAll("usr_grace");
    await expect.poll(async () => (await me(other.accessToken)).status, { timeout: 20_000 }).toBe(401);
    pawl.close();
  });

  test("has no answer, and never a no, while the issuer is out of reach", async () => {
    const { pawl } = await openPawl();
    const app = await start("http://127.0.0.1:9/auth");
    const { accessToken } = await pawl.create(ada.subject);
    const answer = await fetch(`${app}/me`, { headers: { authorization: `Bearer ${accessToken}` } });
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: "verifier_unavailable" }]);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});
