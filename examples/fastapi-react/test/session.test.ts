/**
 * Goal: from the login to the end of a session, page, API and session server agree, and the user is told what happened.
 * Method: the example in Chromium, each user on devices of their own; sessions are ended from another device, by an
 * administrator and by a logout.
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect } from "vitest";
import { eventually } from "../../../e2e/test/support/eventually.ts";
import { violations } from "../../../e2e/test/support/look.ts";
import { recordTraffic } from "../../../e2e/test/support/traffic.ts";
import { logins, pawlProgram } from "../start/start.ts";
import { exampleTest } from "./support/example.ts";
import {
  accessTokenOf,
  addNote,
  alert,
  button,
  ended,
  fillInLogin,
  goTo,
  logIn,
  notes,
} from "./support/user.ts";

const test = exampleTest();

async function answerOf(origin: string, authorization: string) {
  const answer = await fetch(`${origin}/api/notes`, { headers: { authorization } });
  const { code } = (await answer.json()) as { code?: string };
  return { status: answer.status, code };
}

const refused = { status: 401, code: "access_token_invalid" };

test("a wrong password is told as one, and the right one logs in", async ({ page }) => {
  await page.goto("/");
  await fillInLogin(page, "not this one", logins.ada.email);
  await alert(page).filter({ hasText: "E-mail or password is wrong." }).waitFor();
  await fillInLogin(page, logins.ada.password);
  await page.getByText(logins.ada.email).waitFor();
});

test("each user has notes of their own", async ({ page, openPage }) => {
  await logIn(page, logins.ada.email);
  await addNote(page, "Ada's alone");
  const other = await openPage();
  await logIn(other, logins.grace.email);
  await addNote(other, "Grace's alone");
  expect(await notes(other).filter({ hasText: "Ada's" }).count()).toBe(0);
});

test("a session that is ended on another device says so by itself, its unexpired token is refused, and a login in the dialog leads back", async ({
  page,
  openPage,
  example,
}) => {
  await logIn(page);
  const token = await accessTokenOf(page);
  expect((await answerOf(example.origin, token)).status).toBe(200);

  const other = await openPage();
  await logIn(other);
  await goTo(other, "Devices");
  const traffic = recordTraffic(page);
  await button(other, "Log out all others").click();

  await ended(page).filter({ hasText: "It was ended from another device." }).waitFor();
  // It was told, by the stream: nothing that the user did made it ask.
  expect(traffic.of("POST /auth/refresh")).toHaveLength(1);
  await eventually(() => answerOf(example.origin, token)).toEqual(refused);

  await fillInLogin(page);
  await ended(page).waitFor({ state: "detached" });
  await addNote(page, "back again");
});

test("an administrator ends all sessions of a user, who is told so, and finds what was half-written after a login", async ({
  page,
  openPage,
  example,
}) => {
  await logIn(page, logins.grace.email);
  const token = await accessTokenOf(page);
  await page.getByLabel("New note").fill("half-written");
  const bystander = await openPage();
  await logIn(bystander, logins.ada.email);

  const { sub } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  const store = ["--store", `sqlite:${example.state.sessions}`];
  await promisify(execFile)(process.execPath, [
    pawlProgram,
    "sessions",
    "revoke",
    "--subject",
    sub,
    ...store,
  ]);

  await ended(page)
    .filter({ hasText: /administrator/ })
    .waitFor();
  await eventually(() => answerOf(example.origin, token)).toEqual(refused);
  await addNote(bystander, "still here");

  await fillInLogin(page);
  await ended(page).waitFor({ state: "detached" });
  expect(await page.getByLabel("New note").inputValue()).toBe("half-written");
  await button(page, "Add").click();
  await notes(page).filter({ hasText: "half-written" }).waitFor();
});

test("after the logout the token is refused, and neither a reload nor the back button shows what was there", async ({
  page,
  example,
}) => {
  await logIn(page);
  await addNote(page, "private");
  const token = await accessTokenOf(page);
  await goTo(page, "Devices");
  await button(page, "Log out").click();
  await button(page, "Log in").waitFor();
  await eventually(() => answerOf(example.origin, token)).toEqual(refused);

  await page.goBack();
  await button(page, "Log in").waitFor();
  expect(await page.getByText("private").count()).toBe(0);
  await page.reload();
  await button(page, "Log in").waitFor();
});

test("both streams come through the one origin at once", async ({ page, example }) => {
  await logIn(page);
  const authorization = await accessTokenOf(page);
  const open = async (path: string, headers: Record<string, string>) => {
    const accept = "text/event-stream";
    const answer = await fetch(`${example.origin}/auth${path}`, { headers: { accept, ...headers } });
    return (answer.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
  };
  const events = await open("/events", { authorization });
  expect((await events.read()).value).toMatch(/^:/);
  const credential = readFileSync(example.state.verifierCredential, "utf8").trim();
  const revocations = await open("/revocations", { authorization: `Bearer ${credential}` });
  expect((await revocations.read()).value).toMatch(/^event: snapshot/);

  await button(page, "Log out").click();
  let told = "";
  for (let next = await events.read(); !next.done; next = await events.read()) told += next.value;
  expect(told).toContain("event: session_ended");
  await revocations.cancel();
});

test("what only Pawl may ask is not to be had from outside, nor without a signature", async ({ example }) => {
  const body = JSON.stringify(logins.ada);
  const init = { method: "POST", headers: { "content-type": "application/json" }, body };
  expect((await fetch(`${example.origin}/identity`, init)).status).toBe(404);
  expect((await fetch(`${example.apiUrl}/identity`, init)).status).toBe(403);
});

test("nothing is wrong for assistive technology, in both colour schemes and on a phone", async ({
  page,
  openPage,
}) => {
  const look = async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      expect(await violations(page)).toEqual([]);
    }
  };
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto("/");
  await fillInLogin(page, "not this one", logins.grace.email);
  await alert(page).waitFor();
  await look();
  await fillInLogin(page);
  const other = await openPage();
  await logIn(other, logins.grace.email);
  await page.getByLabel("New note").waitFor();
  await look();
  await goTo(page, "Account");
  await look();
  await goTo(page, "Devices");
  await page.getByText("this one").waitFor();
  await look();
  await goTo(other, "Devices");
  await button(other, "Log out all others").click();
  await ended(page).waitFor();
  await look();
});
