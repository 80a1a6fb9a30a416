import type { ClientState } from "pawl/client";
import type { Browser, Page } from "playwright-core";
import { openDevice } from "../device.ts";
import { crash, setFrozen, setVisibility } from "../life-cycle.ts";
import { type SiteSettings, startSite } from "../site.ts";
import { ada, callApi, logInAs, type Outcome, reaches } from "../tab.ts";
import type { Action, Schedule } from "./draw.ts";
import { spoilLine } from "./faults.ts";
import { createJudge } from "./judge.ts";

/** What came of a schedule. */
export interface Run {
  readonly schedule: Schedule;
  /** What an honest user must never see, and a server never think of one. Empty if all is well. */
  readonly violations: readonly string[];
  /** What happened, for people. */
  readonly story: readonly string[];
  readonly faults: number;
  readonly refreshes: number;
}

/** Short lives and little patience, so that much happens in seconds; the client gives up before the grace period ends. */
const settings = {
  policy: { accessTokenLifetimeMs: 1000, gracePeriodMs: 2000 },
  client: { refreshTimeoutMs: 1500 },
} as const satisfies SiteSettings;

/** How long a tab may take to heal: a few attempts, and the longest pauses between them. */
const healingMs = 25_000;

const gone: Outcome = { error: "no page", reason: undefined };

/** Lives through the schedule in a browser profile of its own, against a site of its own. */
export async function runSchedule(
  browser: Browser,
  schedule: Schedule,
  changed: SiteSettings = {},
): Promise<Run> {
  const site = await startSite({ ...settings, ...changed });
  const device = await openDevice(browser, site);
  const faults = spoilLine(site.line);
  const judge = createJudge();
  const { tell, blame } = judge;

  const tabs: Page[] = [];
  const closing: Promise<void>[] = [];
  const names = new Map<Page, string>();
  const nameOf = (tab: Page) => names.get(tab) ?? "a tab";
  function addTab(page: Page): void {
    names.set(page, `tab ${names.size + 1}`);
    tabs.push(page);
    const forget = () => void (tabs.includes(page) && tabs.splice(tabs.indexOf(page), 1));
    page.on("close", forget);
    // Those that share its process go with it.
    page.on("crash", () => {
      forget();
      closing.push(page.close().catch(() => undefined));
    });
  }

  device.watch(({ page, state }) => judge.seeState(nameOf(page), state));

  /** Not waited for: other things happen while it is under way. */
  function call(page: Page): void {
    void callApi(page).then(
      (outcome) => judge.seeOutcome(nameOf(page), outcome),
      // The page is gone, or was loaded anew.
      () => undefined,
    );
  }

  async function open(): Promise<void> {
    if (tabs.length >= 4) return;
    const page = await device.context.newPage();
    addTab(page);
    await page.goto("/", { waitUntil: "commit" });
  }

  async function logOutAndIn(page: Page): Promise<void> {
    judge.excuse();
    await page.evaluate(() => window.tab.client.logout());
    await logInAs(page, ada);
  }

  async function act(action: Action): Promise<void> {
    const page = "tab" in action ? tabs[action.tab % Math.max(1, tabs.length)] : undefined;
    tell(`— ${JSON.stringify(action)}${page ? ` (${nameOf(page)})` : ""}`);
    if ("tab" in action && page === undefined) return;
    switch (action.kind) {
      case "call":
        return page && call(page);
      case "call everywhere":
        return tabs.forEach(call);
      case "open":
        return open();
      case "reload":
        return void (await page?.reload({ waitUntil: "commit" }));
      case "close":
        return page?.close();
      case "crash":
        return page && crash(page);
      case "freeze":
        return page && setFrozen(page, true);
      case "wake":
        return page && setFrozen(page, false);
      case "hide":
        return page && setVisibility(page, "hidden");
      case "show":
        return page && setVisibility(page, "visible");
      case "log out and in":
        return page && logOutAndIn(page);
      case "offline":
        return device.context.setOffline(true);
      case "server down":
        return site.line.breakOff("/auth/");
      case "online":
        site.line.reconnect();
        return device.context.setOffline(false);
      case "restart":
        return site.restart();
      case "faults":
        return faults.add(action.faults);
      case "wait":
        return pause(action.ms);
    }
  }

  /** Everything works again; then every tab must, too, as the same user. */
  async function heal(): Promise<void> {
    tell("— everything works again");
    faults.end();
    site.line.mend();
    await Promise.all(closing);
    await device.context.setOffline(false);
    if (tabs.length === 0) await open();
    await Promise.all(tabs.map(wakeUp));
    // Who could not log in again before does so now.
    const [first] = tabs;
    if (judge.isExcused() && first !== undefined) await logInPatiently(first);
    await Promise.all(tabs.map(judgeHealth));
  }

  async function wakeUp(page: Page): Promise<void> {
    // Where nothing is loaded any more, nothing is frozen.
    await setFrozen(page, false).catch(() => undefined);
    const isLoaded = () => page.evaluate(() => "tab" in window).catch(() => false);
    // It was opened where there was no network, and shows Chromium's own page; or it is being loaded now.
    for (let attempt = 0; attempt < 3 && !(await isLoaded()); attempt++) {
      await page.goto("/").catch((error: Error) => tell(`  ${error.message.split("\n")[0]}`));
    }
  }

  async function judgeHealth(page: Page): Promise<void> {
    const endsAt = performance.now() + healingMs;
    const late = pause(healingMs).then((): Outcome => ({ error: "no answer at all", reason: undefined }));
    let outcome: Outcome;
    do {
      const call = callApi(page, { whenOffline: "wait" });
      outcome = await Promise.race([call.catch(() => gone), late]);
      if ("status" in outcome && outcome.subject === ada) break;
      // A tab that shows a logout is back as soon as it has heard of the login.
      await pause(100);
    } while (performance.now() < endsAt);
    tell(`${nameOf(page)} at the end: ${JSON.stringify(outcome)}`);
    if (!("status" in outcome) || outcome.subject !== ada) {
      blame(`${nameOf(page)} does not heal: ${JSON.stringify(outcome)}`);
    }
  }

  try {
    await open();
    const [first] = tabs as [Page];
    await isReady(first, "signedOut");
    await logInPatiently(first);
    while (tabs.length < schedule.tabs) await open();
    for (const page of tabs) await isReady(page, "signedIn");
    judge.begin();
    for (const action of schedule.actions) {
      if (judge.violations.length > 0) break;
      // Offline there is no page to load, and nobody to log in with: that is part of the story.
      await act(action).catch((error: Error) => tell(`  ${error.message.split("\n")[0]}`));
      await pause(50);
    }
    // Who was logged out does not heal.
    if (judge.violations.length === 0) await heal();
    judge.seeServer(site.events);
  } catch (error) {
    blame(`the run broke off: ${String(error)}`);
  } finally {
    await device.close();
    await site.close();
  }
  const refreshes = site.arrivalsOf("POST /auth/refresh").length;
  const { violations, story } = judge;
  return { schedule, violations, story, faults: faults.count(), refreshes };
}

/** As a person would who is told that there was no answer; a busy machine may take longer than a client waits. */
async function logInPatiently(page: Page): Promise<void> {
  for (let attempt = 1; attempt < 5; attempt++) {
    const isIn = await logInAs(page, ada).then(
      () => true,
      () => false,
    );
    if (isIn) return;
  }
  await logInAs(page, ada);
}

async function isReady(page: Page, status: ClientState["status"]): Promise<void> {
  await page.waitForFunction(() => "tab" in window);
  await reaches(page, status);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
