/**
 * Goal: nobody is led to another site by way of the login page (C68, A40, ASVS 3.7.2).
 * Method: real logins at crafted addresses, with and without a session before; every request of the page is looked at.
 */
import { expect } from "vitest";
import { endToEnd } from "./support/end-to-end.ts";
import { recordTraffic } from "./support/traffic.ts";
import { button, fillInLogin, logIn, notesHeading } from "./support/user.ts";

const test = endToEnd();

const elsewhere = [
  "//evil.test",
  "///evil.test",
  "/\\evil.test",
  "\\\\evil.test",
  "/\t/evil.test",
  "/\n/evil.test",
  "/.//evil.test",
  "/%2f/evil.test",
  "https://evil.test/",
  "https:evil.test",
  "@evil.test",
  ".evil.test",
  "javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "%2f%2fevil.test",
];

const loginAt = (place: string) => `/login?${new URLSearchParams({ return_to: place })}`;

test("a login at a crafted address ends on the start page of this site", async ({ page, demo }) => {
  const traffic = recordTraffic(page);
  for (const place of elsewhere) {
    await page.context().clearCookies();
    await page.goto(loginAt(place));
    await fillInLogin(page);
    await button(page, "Log out").waitFor();
    expect(page.url(), place).toBe(`${demo.origin}/`);
  }
  expect(new Set(traffic.urls().map((url) => new URL(url).origin))).toEqual(new Set([demo.origin]));
});

test("who is logged in already is not led away either", async ({ page, demo }) => {
  await logIn(page);
  for (const place of elsewhere) {
    await page.goto(loginAt(place));
    await notesHeading(page).waitFor();
    expect(page.url(), place).toBe(`${demo.origin}/`);
  }
});

test("a place on this site is led to, with its query and fragment", async ({ page, demo }) => {
  const place = "/devices?view=all&note=%2F%2Fevil.test#here";
  await page.goto(loginAt(place));
  await fillInLogin(page);
  await page.getByRole("list", { name: "Devices" }).waitFor();
  expect(page.url()).toBe(demo.origin + place);
});

test("who opens a place without a session is led back there after the login", async ({ page, demo }) => {
  const place = "/devices?view=all#here";
  await page.goto(place);
  await fillInLogin(page);
  await page.getByRole("list", { name: "Devices" }).waitFor();
  expect(page.url()).toBe(demo.origin + place);
});
