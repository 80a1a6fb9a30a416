/**
 * Goal: the access token goes to the configured origins and to nobody else, not even by way of a redirect (C69, A41).
 * Method: the built client alone, on an empty page of the demo's origin; somebody else's server that lets everyone in
 * and keeps what it was sent.
 */
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { demoLogin } from "./support/demo.ts";
import { endToEnd } from "./support/end-to-end.ts";
import type { ForeignSite } from "./support/foreign-site.ts";
import type { FaultyProxy } from "./support/proxy.ts";

const test = endToEnd();

const built = join(import.meta.dirname, "../../packages/pawl/dist");

/** What the page imports, as far as these tests use it. */
interface BuiltClient {
  createClient(options: object): {
    login(credentials: object): Promise<unknown>;
    fetch: typeof fetch;
    close(): void;
  };
}

const emptyPage = `<!doctype html>
<title>Empty</title>
<script type="module">
  import * as built from "/built/client/index.js";
  Object.assign(globalThis, { built });
</script>`;

/** A page with nothing but the client, and without the demo's Content-Security-Policy. */
async function openEmptyPage(page: Page, proxy: FaultyProxy): Promise<void> {
  proxy.treat("/empty", ({ reply }) =>
    reply({ status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: emptyPage }),
  );
  await page.route("**/built/**", (route) => {
    const file = posix.normalize(new URL(route.request().url()).pathname).slice("/built/".length);
    return route.fulfill({ contentType: "text/javascript", body: readFileSync(join(built, file), "utf8") });
  });
  await page.goto("/empty");
  await page.waitForFunction(() => "built" in globalThis);
}

/** Logs in and calls `url` with `client.fetch`, in the page; returns the status. */
function callAs(page: Page, url: string, apiOrigins?: string[]): Promise<number> {
  return page.evaluate(
    async ({ credentials, to, origins }) => {
      const { createClient } = (globalThis as unknown as { built: BuiltClient }).built;
      const client = createClient({ authUrl: "/auth", restore: false, apiOrigins: origins });
      await client.login(credentials);
      const response = await client.fetch(to);
      client.close();
      return response.status;
    },
    { credentials: demoLogin, to: url, origins: apiOrigins },
  );
}

const redirect = (proxy: FaultyProxy, path: string, to: string, status: number) =>
  proxy.treat(path, ({ reply }) =>
    reply({ status, headers: { location: to, "access-control-allow-origin": "*" } }),
  );

const authorizations = (site: Pick<ForeignSite, "sent">) =>
  site.sent.map(({ headers }) => headers["authorization"]);

test("an API of the page's own origin is sent the token", async ({ proxiedPage: page, proxy }) => {
  await openEmptyPage(page, proxy);
  expect(await callAs(page, "/api/me")).toBe(200);
});

test("another origin is not sent the token, unless it is configured", async ({
  proxiedPage: page,
  proxy,
  foreignSite,
}) => {
  await openEmptyPage(page, proxy);
  expect(await callAs(page, `${foreignSite.origin}/api`)).toBe(200);
  expect(await callAs(page, `${foreignSite.siblingOrigin}/api`)).toBe(200);
  expect(authorizations(foreignSite)).toEqual([undefined, undefined]);

  expect(await callAs(page, `${foreignSite.origin}/api`, [proxy.origin, foreignSite.origin])).toBe(200);
  expect(authorizations(foreignSite).at(-1)).toMatch(/^Bearer eyJ/);
});

test.for([302, 307, 308])(
  "a redirect with %i to another origin does not take the token along",
  async (status, { proxiedPage: page, proxy, foreignSite }) => {
    await openEmptyPage(page, proxy);
    for (const origin of [foreignSite.origin, foreignSite.siblingOrigin]) {
      redirect(proxy, "/api/away", `${origin}/elsewhere`, status);
      expect(await callAs(page, "/api/away")).toBe(200);
    }
    const fromHere = proxy.sent.filter(({ path }) => path === "/api/away");
    expect(fromHere.map(({ headers }) => headers["authorization"]?.slice(0, 10))).toEqual([
      "Bearer eyJ",
      "Bearer eyJ",
    ]);
    expect(foreignSite.sent.filter(({ method }) => method === "GET")).toHaveLength(2);
    expect(new Set(authorizations(foreignSite))).toEqual(new Set([undefined]));
  },
);

test("a redirect on the same origin is an ordinary one", async ({ proxiedPage: page, proxy }) => {
  await openEmptyPage(page, proxy);
  redirect(proxy, "/api/old", "/api/me", 302);
  expect(await callAs(page, "/api/old")).toBe(200);
});
