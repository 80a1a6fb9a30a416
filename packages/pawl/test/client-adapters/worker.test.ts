/**
 * Goal: a client in a worker is one more tab: it needs no document, and causes no refresh of its own (complaint 21).
 * Method: two clients in a global that has what a worker has (a location, Web Locks, BroadcastChannel, no document),
 * one cookie jar, a real server.
 */
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { type Client, createClient } from "../../src/client/index.ts";
import { ada } from "../support/people.ts";
import { eventually } from "./support/eventually.ts";
import { openSite, type Site } from "./support/site.ts";

afterEach(() => void vi.unstubAllGlobals());

/** A page's client and a worker's, both restored from the cookie. */
async function open(): Promise<Site & { page: Client; worker: Client }> {
  const site = await openSite();
  vi.stubGlobal("location", new URL(`${site.origin}/app`));
  const [page, worker] = ["page", "worker"].map(() => {
    const client = createClient({ authUrl: "/auth", fetch: site.browser, live: false });
    onTestFinished(client.close);
    return client;
  }) as [Client, Client];
  await Promise.all([page.settled(), worker.settled()]);
  // The one tells the other of its token.
  await eventually(async () => (await page.accessToken()) === (await worker.accessToken()));
  return Object.assign(site, { page, worker });
}

test("a worker has what the client needs, and no document", async () => {
  const { worker } = await open();
  expect(globalThis.document).toBeUndefined();
  expect(navigator.locks && BroadcastChannel).toBeDefined();
  expect(worker.state).toMatchObject({ status: "signedIn", session: { subject: ada.subject } });
});

test("complaint 21: a page and a worker that wake with an expired token make one refresh between them", async () => {
  const { page, worker, origin, ...site } = await open();
  site.expireTokens();
  const before = site.refreshes();
  const calls = [page, worker, page, worker].map((client) => client.fetch(`${origin}/api/notes`));
  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(site.refreshes() - before).toBe(1);
  expect(await page.accessToken()).toBe(await worker.accessToken());
});

test("a worker that is stopped in the middle of a refresh takes nothing from the page", async () => {
  const { page, worker, origin, ...site } = await open();
  site.expireTokens();
  const release = site.holdRefreshes();
  const before = site.refreshes();
  void worker.fetch(`${origin}/api/notes`).catch(() => undefined);
  await eventually(() => site.refreshes() > before);
  worker.close();
  release();
  expect((await page.fetch(`${origin}/api/notes`)).status).toBe(200);
  expect(page.state.status).toBe("signedIn");
});
