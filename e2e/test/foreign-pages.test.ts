/**
 * Goal: a page of another origin can neither log anyone in, nor refresh, nor log out, nor make use of the cookie
 * (C53, C55, C57, A25–A28).
 * Method: forms and scripts on a foreign site, and on a sibling (the same site on another port), send what a foreign
 * page can send; a reverse proxy before the demo sees what the browser adds.
 */
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { demoLogin } from "./support/demo.ts";
import { endToEnd } from "./support/end-to-end.ts";
import { dialog, generation, logIn, notes } from "./support/user.ts";

const test = endToEnd();

const sites = [
  ["a foreign site", "origin"],
  ["a sibling of the same site", "siblingOrigin"],
] as const;

/** A form whose text/plain body is JSON, the oldest trick there is; or one that sends nothing. */
async function submitForm(page: Page, action: string, body?: object): Promise<void> {
  const [start = "", end = ""] =
    body === undefined ? [] : JSON.stringify({ ...body, padding: "=" }).split("=");
  await page.evaluate(
    ({ url, name, value }) => {
      const form = Object.assign(document.createElement("form"), {
        method: "POST",
        action: url,
        enctype: "text/plain",
      });
      if (name) form.append(Object.assign(document.createElement("input"), { name, value }));
      document.body.append(form);
      form.submit();
    },
    { url: action, name: start, value: end },
  );
  await page.waitForURL(action);
}

/** Every way in which a script may send a POST across origins; those that the browser refuses to send count, too. */
function sendFromScript(page: Page, url: string, body: object): Promise<void> {
  return page.evaluate(
    async ({ to, text }) => {
      const empty: RequestInit = { method: "POST", credentials: "include" };
      const post: RequestInit = { ...empty, body: text };
      const json = { "Content-Type": "application/json" };
      const attempts: RequestInit[] = [
        { ...empty, mode: "no-cors" },
        { ...empty, mode: "cors" },
        { ...post, mode: "no-cors" },
        { ...post, mode: "no-cors", headers: { "Content-Type": "text/plain" } },
        { ...post, mode: "cors", headers: json },
        { ...post, mode: "cors", headers: { ...json, "Pawl-Csrf": "1" } },
      ];
      for (const attempt of attempts) await fetch(to, attempt).catch(() => undefined);
      navigator.sendBeacon(to);
      navigator.sendBeacon(to, new Blob([text], { type: "text/plain" }));
    },
    { to: url, text: JSON.stringify(body) },
  );
}

describe.each(sites)("%s", (_name, site) => {
  test("cannot log anyone in", async ({ proxiedPage: page, proxy, foreignSite }) => {
    const login = `${proxy.origin}/auth/login`;
    await page.goto(foreignSite[site]);
    await sendFromScript(page, login, demoLogin);
    await submitForm(page, login, demoLogin);

    const posts = proxy.sent.filter(({ method, path }) => method === "POST" && path === "/auth/login");
    expect(posts.length).toBeGreaterThanOrEqual(3);
    expect(await page.context().cookies()).toEqual([]);
  });

  test("can neither refresh nor log out whoever looks at it", async ({
    proxiedPage: page,
    proxy,
    foreignSite,
  }) => {
    await logIn(page);
    await notes(page).first().waitFor();
    const before = await page.context().cookies();

    const trap = await page.context().newPage();
    await trap.goto(foreignSite[site]);
    for (const path of ["/auth/refresh", "/auth/logout"]) {
      await sendFromScript(trap, proxy.origin + path, {});
      for (const body of [undefined, {}]) {
        await submitForm(trap, proxy.origin + path, body);
        await trap.goto(foreignSite[site]);
      }
    }
    expect(await page.context().cookies()).toEqual(before);

    await page.reload();
    await notes(page).first().waitFor();
    // The reload's own refresh, and none before it.
    expect(await generation(page)).toBe(1);
    expect(await dialog(page).count()).toBe(0);
  });
});

test("a link from a foreign site does not carry the cookie, and the page restores the session all the same", async ({
  proxiedPage: page,
  proxy,
  foreignSite,
}) => {
  await logIn(page);
  await notes(page).first().waitFor();
  const [cookie] = await page.context().cookies();
  await page.goto(foreignSite.origin);
  await page.evaluate((href) => {
    document.body.append(Object.assign(document.createElement("a"), { href, textContent: "Look" }));
  }, `${proxy.origin}/?from=elsewhere`);
  await page.getByRole("link").click();
  await notes(page).first().waitFor();

  const arrival = proxy.sent.find(({ path }) => path === "/?from=elsewhere");
  expect(arrival?.headers["sec-fetch-site"]).toBe("cross-site");
  expect(arrival?.headers["cookie"]).toBeUndefined();
  const refresh = proxy.sent.findLast(({ path }) => path === "/auth/refresh");
  expect(refresh?.headers["cookie"]).toBe(`${cookie?.name}=${cookie?.value}`);
});

test("the demo lets itself be put into nobody's frame", async ({ page, foreignSite, demo }) => {
  await logIn(page);
  const trap = await page.context().newPage();
  await trap.goto(foreignSite.siblingOrigin);
  await trap.evaluate(async (src) => {
    const frame = Object.assign(document.createElement("iframe"), { src });
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
    document.body.append(frame);
    await loaded;
  }, `${demo.origin}/`);
  expect(trap.frames().map((frame) => frame.url())).not.toContain(`${demo.origin}/`);
});
