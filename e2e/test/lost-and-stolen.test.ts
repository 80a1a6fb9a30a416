/**
 * Goal: long after a rotation, an honest browser that lost the answer goes on, and so does one whose request was held
 * back; a thief with the old cookie ends the session, whose owner is told.
 * Method: the demo with a grace period of one second, which really passes; a proxy that loses answers and holds back
 * requests; a thief who uses the cookie from outside the browser.
 */
import { expect } from "vitest";
import { endToEnd } from "./support/end-to-end.ts";
import { eventually } from "./support/eventually.ts";
import { passed } from "./support/passed.ts";
import { type Exchange, passOn } from "./support/proxy.ts";
import { savedTokens, tryCookie } from "./support/saved-tokens.ts";
import { recordTraffic } from "./support/traffic.ts";
import { addNote, button, dialog, generation, logIn, loginForm, notes } from "./support/user.ts";
import { watchForDisturbance } from "./support/watch.ts";

const graceMs = 1000;
const test = endToEnd({ PAWL_GRACE_PERIOD: `${graceMs}ms` });

test("an answer that was lost before a long pause is made again: the session recovers", async ({
  proxiedPage: page,
  proxy,
}) => {
  await logIn(page);
  await notes(page).first().waitFor();
  const disturbances = await watchForDisturbance(page);
  let lostAt = 0;
  proxy.treat("/auth/refresh", async ({ forward, drop }) => {
    // The server rotates once; then nothing gets through any more, however often the client tries.
    if (lostAt === 0) await forward();
    lostAt ||= Date.now();
    drop();
  });
  await button(page, "Expire the access token now").click();
  await page.getByText("No answer to the refresh").first().waitFor();
  await passed(lostAt + 2 * graceMs);
  proxy.leave("/auth/refresh");

  // By itself.
  await eventually(() => page.getByTestId("last-refresh").innerText()).toMatch(/^recovered/);
  expect(await generation(page)).toBe(2);
  await addNote(page, "after a pause");
  expect(await disturbances()).toEqual([]);

  await page.reload();
  await notes(page).first().waitFor();
});

test("a request that was held back until another tab's new cookie was long in use is asked again: both tabs go on", async ({
  proxiedPage: page,
  proxy,
}) => {
  await logIn(page);
  await notes(page).first().waitFor();
  const other = await page.context().newPage();
  await other.goto("/");
  await notes(other).first().waitFor();
  await passed(Date.now() + 2 * graceMs);
  const disturbances = await watchForDisturbance(page);
  const ofPage = recordTraffic(page);
  const ofOther = recordTraffic(other);

  let held: Exchange | undefined;
  proxy.treat("/auth/refresh", (exchange) => {
    held = exchange;
    proxy.leave("/auth/refresh");
  });
  await button(page, "Expire the access token now").click();
  await eventually(() => held !== undefined).toBe(true);
  await button(other, "Expire the access token now").click();
  await eventually(() => ofOther.statuses("POST /auth/receipt")).toEqual([204]);
  await passed(Date.now() + graceMs);

  if (held !== undefined) await passOn(held);
  // What the other tab was given serves this one, too; if it has not come, this one asks again.
  await eventually(async () => (await ofPage.statuses("POST /auth/refresh"))[0]).toBe(409);
  await addNote(page, "held back");
  await addNote(other, "went ahead");
  expect(await disturbances()).toEqual([]);
});

test("a stolen cookie that is used after its owner's refresh ends the session, and the owner is told", async ({
  page,
  openDevice,
  demo,
}) => {
  const other = await (await openDevice()).newPage();
  await logIn(other);
  const saved = savedTokens(page);
  await logIn(page);
  await notes(page).first().waitFor();
  const stolen = await saved();

  const traffic = recordTraffic(page);
  await button(page, "Expire the access token now").click();
  await eventually(() => traffic.statuses("POST /auth/receipt")).toEqual([204]);
  await passed(Date.now() + graceMs);
  expect(await tryCookie(demo.origin, stolen)).toMatchObject({ status: 401, code: "refresh_token_reused" });

  // The server tells the page by itself.
  await dialog(page).waitFor();
  expect(await dialog(page).innerText()).toMatch(/safety|security|someone else/i);
  // Only this session: the same person's other device goes on.
  await other.reload();
  await notes(other).first().waitFor();
  expect(await loginForm(other).count()).toBe(0);
});
