/**
 * Goal: no script in the page, and nobody who looks at the profile, finds a token (C65, ASVS 14.3.3).
 * Method: the tokens as they went over the network are searched for, whole and in parts, wherever a page can keep
 * something. The search itself is tested with tokens left on purpose.
 */
import type { BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import { endToEnd } from "./support/end-to-end.ts";
import { eventually } from "./support/eventually.ts";
import { searchPage } from "./support/search-page.ts";
import { recordTraffic } from "./support/traffic.ts";
import { button, generation, logIn, notes } from "./support/user.ts";

const test = endToEnd();

async function refreshCookie(device: BrowserContext) {
  const cookies = await device.cookies();
  expect(cookies).toHaveLength(1);
  return cookies[0] as (typeof cookies)[number];
}

/** Access tokens, as they come by in answers. */
function collectAccessTokens(page: Page): Set<string> {
  const tokens = new Set<string>();
  page.on("requestfinished", async (request) => {
    const authorization = (await request.allHeaders())["authorization"];
    if (authorization?.startsWith("Bearer ")) tokens.add(authorization.slice("Bearer ".length));
  });
  return tokens;
}

/** A token, and each part of it that would be worth stealing or that would give it away. */
const partsOf = (token: string): string[] =>
  [token, ...token.split(".")].flatMap((part) => [part, part.slice(0, 40)]);

test("neither token is anywhere in the page, after login and after refresh", async ({ page }) => {
  const traffic = recordTraffic(page);
  const accessTokens = collectAccessTokens(page);
  await logIn(page);
  await notes(page).first().waitFor();
  const first = await refreshCookie(page.context());

  await button(page, "Expire the access token now").click();
  await eventually(() => generation(page)).toBe(1);
  await eventually(() => accessTokens.size).toBe(2);
  const second = await refreshCookie(page.context());
  expect(second.value).not.toBe(first.value);
  await page.getByRole("link", { name: "Devices" }).click();
  await page.getByRole("list", { name: "Devices" }).waitFor();

  // The head of a JWT is the same for every token and no secret; it would match nothing but tokens, too.
  const secrets = [...[...accessTokens].flatMap(partsOf), ...partsOf(first.value), ...partsOf(second.value)];
  expect(await searchPage(page, secrets)).toEqual([]);
  expect(await page.evaluate(() => document.cookie)).toBe("");
  for (const url of traffic.urls()) for (const secret of secrets) expect(url).not.toContain(secret);
});

test("the search finds a token wherever one is left", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("E-mail").waitFor();
  await page.evaluate(async () => {
    const secret = "a-token-left-on-purpose";
    await cookieStore.set("left", secret);
    localStorage.setItem("left", JSON.stringify({ secret }));
    sessionStorage.setItem(secret, "");
    history.replaceState({ deep: [secret] }, "", `/login#${secret}`);
    document.body.dataset["left"] = secret;
    Object.assign(globalThis, { left: new Map([["in", { a: new Set([{ map: secret }]) }]]) });
    Object.assign(document.querySelector("input") as object, { left: { onNode: [secret] } });
    await (await caches.open("left")).put("/left", new Response(secret));
    await new Promise<void>((resolve, reject) => {
      const open = indexedDB.open("left");
      open.onerror = reject;
      open.onupgradeneeded = () => open.result.createObjectStore("left").put({ secret }, 1);
      open.onsuccess = () => {
        open.result.close();
        resolve();
      };
    });
  });

  const found = await searchPage(page, ["a-token-left-on-purpose"]);
  expect(new Set(found.map((place) => place.split(":")[0]))).toEqual(
    new Set([
      "address",
      "cache storage",
      "cookie",
      "document",
      "history state",
      "indexedDB",
      "local storage",
      "session storage",
      "a property of an element",
      "a global",
    ]),
  );
});

test("the refresh cookie is the browser's alone: __Host-, Secure, HttpOnly, SameSite=Strict, no Domain", async ({
  page,
}) => {
  const headers: string[] = [];
  page.on("response", async (response) => {
    // What is still on its way when the page is closed is none of the login's.
    headers.push(...(await response.headerValues("set-cookie").catch(() => [])));
  });
  await logIn(page);
  const cookie = await refreshCookie(page.context());
  expect(cookie.name).toMatch(/^__Host-/);
  // The browser's own note of a cookie without Domain: the bare host, without a dot before it.
  expect(cookie).toMatchObject({
    domain: "localhost",
    path: "/",
    secure: true,
    httpOnly: true,
    sameSite: "Strict",
  });
  // To the end of the session, which is 30 days away.
  expect(cookie.expires).toBeGreaterThan(Date.now() / 1000 + 29 * 86_400);
  expect(cookie.name.length + cookie.value.length).toBeLessThan(200);

  await eventually(() => headers.length).toBe(1);
  expect(headers[0]).not.toMatch(/domain=/i);
});

test("without “stay logged in” the cookie ends with the browser", async ({ page }) => {
  await page.goto("/login");
  await page.getByLabel("Stay logged in").uncheck();
  await logInHere(page);
  expect((await refreshCookie(page.context())).expires).toBe(-1);

  await button(page, "Expire the access token now").click();
  await eventually(() => generation(page)).toBe(1);
  expect((await refreshCookie(page.context())).expires).toBe(-1);
});

async function logInHere(page: Page): Promise<void> {
  await button(page, "Fill in").click();
  await button(page, "Log in").click();
  await button(page, "Log out").waitFor();
}
