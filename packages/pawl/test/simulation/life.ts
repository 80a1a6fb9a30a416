import type { Client } from "../../src/client/index.ts";
import { type Browser, unlessBroken } from "./browser.ts";
import { issuer } from "./server.ts";
import type { World } from "./world.ts";

export interface Habits {
  /** The mean time between two things that they do. */
  readonly pauseMs: number;
  readonly logsOut: boolean;
}

/** Does what people do with a browser, until the end of the world, or of the session. */
export async function live(world: World, browser: Browser, { pauseMs, logsOut }: Habits): Promise<void> {
  const { time } = world;
  const { chance, tabs } = browser;
  const goesOn = () => time.now() < world.endsAt;
  /** Not beyond the end. */
  const pass = (ms: number) => time.pass(Math.min(ms, Math.max(1, world.endsAt - time.now())));

  const refresh = (tab: Client) => void tab.refresh().catch(unlessBroken);
  const visit = (tab: Client) => void tab.fetch(`${issuer}/session`).catch(unlessBroken);
  const anyTab = () => tabs[Math.floor(chance.between(0, tabs.length))];

  async function doSomething(): Promise<void> {
    const tab = anyTab();
    if (tab === undefined) return browser.openTab();
    const drawn = chance.next();
    if (drawn < 0.35) refresh(tab);
    else if (drawn < 0.45) visit(tab);
    else if (drawn < 0.65) for (const each of tabs) refresh(each);
    else if (drawn < 0.75) browser.openTab();
    else if (drawn < 0.83) browser.closeTab(tab);
    else if (drawn < 0.93) {
      // In the middle of something, as one does.
      if (chance.happens(0.5)) refresh(tab);
      await time.pass(chance.between(0, 300));
      browser.closeTab(tab);
      browser.openTab();
    } else await nap();
  }

  async function nap(): Promise<void> {
    for (const each of tabs) if (chance.happens(0.7)) refresh(each);
    await time.pass(chance.between(0, 600));
    browser.sleep();
    await pass(chance.around(45_000));
    browser.wake();
    for (const each of tabs) refresh(each);
  }

  /** Leaves, long enough for the client to get through; and perhaps comes back. */
  async function leave(): Promise<void> {
    const tab = anyTab();
    if (tab === undefined) return;
    await browser.logout(tab);
    await time.pass(45_000);
    for (const each of [...tabs]) browser.closeTab(each);
    if (goesOn() && chance.happens(0.7)) await browser.login();
  }

  await pass(chance.between(0, 15_000));
  await browser.login();
  while (goesOn() && browser.status === "in") {
    await pass(chance.around(pauseMs));
    if (!goesOn() || browser.status !== "in") break;
    if (logsOut && chance.happens(0.05)) await leave();
    else await doSomething();
  }
}
