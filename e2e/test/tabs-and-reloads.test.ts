/**
 * Goal: any number of tabs, and a user who keeps pressing reload, refresh at the same time without a lock, and nobody
 * is logged out.
 * Method: a reverse proxy holds refreshes until they meet, answers them in another order, or keeps the answer until
 * the page that asked is gone.
 */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { endToEnd } from "./support/end-to-end.ts";
import { eventually } from "./support/eventually.ts";
import { passed } from "./support/passed.ts";
import { type Answer, type Exchange, type FaultyProxy, passOn } from "./support/proxy.ts";
import { recordTraffic } from "./support/traffic.ts";
import { addNote, button, dialog, generation, logIn, loginForm, notes } from "./support/user.ts";
import { watchFor } from "./support/watch.ts";

/** Long enough to meet in, short enough to wait for. */
const graceMs = 3000;
const test = endToEnd({ PAWL_GRACE_PERIOD: `${graceMs}ms` });

interface TokenAnswer {
  readonly rotation: string;
  readonly session: { readonly generation: number };
}

const read = ({ body = "" }: Answer) => JSON.parse(body.toString()) as TokenAnswer;

/** Lets refreshes through only when `count` of them have come, all at once. Answers the last that came first. */
function gather(proxy: FaultyProxy, count: number): Promise<TokenAnswer[]> {
  const exchanges: Exchange[] = [];
  return new Promise((resolve) => {
    proxy.treat("/auth/refresh", async (exchange) => {
      if (exchanges.push(exchange) < count) return;
      proxy.leave("/auth/refresh");
      const answers = await Promise.all(exchanges.map(({ forward }) => forward()));
      for (const [index, answer] of [...answers.entries()].reverse()) exchanges[index]?.reply(answer);
      resolve(answers.map(read));
    });
  });
}

/** So many tabs with the notes open, and the answer to the last one's refresh surely in place: the next one rotates. */
async function openTabs(page: Page, count: number): Promise<Page[]> {
  await logIn(page);
  const tabs = [page];
  while (tabs.length < count) {
    const tab = await page.context().newPage();
    await tab.goto("/");
    await notes(tab).first().waitFor();
    tabs.push(tab);
  }
  await passed(Date.now() + 2 * graceMs);
  return tabs;
}

test("complaint 13: two tabs that refresh at once, without a lock, share one new generation and both go on", async ({
  proxiedPage: page,
  proxy,
}) => {
  const tabs = await openTabs(page, 2);
  const forms = await watchFor(page.context(), "input[type=password]");
  const gathered = gather(proxy, 2);
  await Promise.all(tabs.map((tab) => tab.reload()));
  const answers = await gathered;
  for (const tab of tabs) await notes(tab).first().waitFor();

  expect(answers.map(({ rotation }) => rotation).sort()).toEqual(["replayed", "rotated"]);
  const generations = answers.map(({ session }) => session.generation);
  expect(new Set(generations).size).toBe(1);
  expect(await Promise.all(tabs.map(generation))).toEqual(generations);

  // What is in the jar now is good for both.
  for (const tab of tabs) {
    await tab.reload();
    await addNote(tab, "still here");
  }
  expect(forms).toEqual([]);
});

test("complaint 24: four tabs whose tokens are refused together all go on", async ({
  proxiedPage: page,
  proxy,
}) => {
  const tabs = await openTabs(page, 4);
  const gathered = gather(proxy, tabs.length);
  await Promise.all(tabs.map((tab) => button(tab, "Expire the access token now").click()));
  const answers = await gathered;

  expect(answers.filter(({ rotation }) => rotation === "rotated")).toHaveLength(1);
  expect(new Set(answers.map(({ session }) => session.generation)).size).toBe(1);
  for (const tab of tabs) {
    await addNote(tab, "all of us");
    expect(await dialog(tab).count()).toBe(0);
  }
});

test("complaint 15: ten reloads in a row, each cancelling the refresh of the one before, never log out", async ({
  proxiedPage: page,
  proxy,
}) => {
  await logIn(page);
  await notes(page).first().waitFor();
  const forms = await watchFor(page.context(), "input[type=password]");
  const dialogs = await watchFor(page.context(), "[role=alertdialog]");
  const held: Exchange[] = [];

  for (let press = 1; press <= 10; press++) {
    // Of every two, one is cancelled on its way to the server, and one on its way back.
    proxy.treat("/auth/refresh", async (exchange) => {
      if (press % 2 === 0) await exchange.forward();
      held.push(exchange);
    });
    await page.reload({ waitUntil: "commit" });
    await eventually(() => held.length).toBe(press);
  }
  proxy.treat("/auth/refresh", passOn);
  await page.reload();
  await notes(page).first().waitFor();
  await addNote(page, "that was fun");
  expect([...forms, ...dialogs]).toEqual([]);
});

test("complaint 12: a refresh that comes too late takes nothing away from the tab that came before", async ({
  proxiedPage: page,
  proxy,
}) => {
  const [first = page, second = page] = await openTabs(page, 2);
  const traffic = recordTraffic(second);

  let late: Exchange | undefined;
  proxy.treat("/auth/refresh", (exchange) => {
    late = exchange;
    proxy.leave("/auth/refresh");
  });
  await button(first, "Expire the access token now").click();
  await eventually(() => late !== undefined).toBe(true);
  // The second tab rotates while the first one's request, with the old cookie, waits in the proxy.
  await button(second, "Expire the access token now").click();
  await eventually(() => traffic.statuses("POST /auth/refresh")).toEqual([200]);
  const cookies = await page.context().cookies();

  if (late !== undefined) await passOn(late);
  await addNote(first, "late");
  await addNote(second, "early");
  expect(await page.context().cookies()).toHaveLength(cookies.length);
  for (const tab of [first, second]) {
    await tab.reload();
    await notes(tab).first().waitFor();
    expect(await loginForm(tab).count()).toBe(0);
  }
});
