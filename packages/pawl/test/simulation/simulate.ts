import { type Browser, openBrowser, unlessBroken } from "./browser.ts";
import { type Judgement, judge } from "./judge.ts";
import { live } from "./life.ts";
import { issuer } from "./server.ts";
import { type Servers, startServers } from "./servers.ts";
import type { Settings } from "./settings.ts";
import { startStore } from "./stores.ts";
import { steal, type Theft } from "./thief.ts";
import { createWorld, type World } from "./world.ts";

export interface Simulated {
  readonly world: World;
  readonly judgement: Judgement;
}

/** Everything that the network holds or sends twice has arrived by then. */
const calmMs = 45_000;
const progressMs = 5000;

/** Runs a world to its end, and judges it. */
export async function simulate(
  settings: Settings,
  onProgress: (world: World) => void = () => {},
): Promise<Simulated> {
  const world = createWorld(settings);
  const shared = await startStore[settings.store]();
  const servers = await startServers(world, shared);
  const browsers = await openBrowsers(world, servers);
  const progress = setInterval(onProgress, progressMs, world);
  try {
    world.time.start();
    const thefts: Theft[] = [];
    const all = async () => {
      await storm(world, servers, browsers, thefts);
      world.isStormy = false;
      await servers.settle();
      await world.time.pass(calmMs);
      await goOn(world, browsers);
    };
    await Promise.race([all(), world.isSettled]);
    const store = shared.open();
    const judgement = await judge(world, store, browsers, thefts);
    await store.close();
    return { world, judgement };
  } finally {
    clearInterval(progress);
    world.time.stop();
    await Promise.all(browsers.map(({ close }) => close()));
    servers.stop();
    await shared.remove();
  }
}

/** Every fourth user has two devices. */
async function openBrowsers(world: World, servers: Servers): Promise<Browser[]> {
  const browsers: Browser[] = [];
  for (let i = 1; i <= world.settings.clients; i++) {
    const user = `user-${i % 5 === 0 ? i - 1 : i}@example.com`;
    browsers.push(await openBrowser(world, servers, `browser ${i}`, user));
  }
  return browsers;
}

/** Everybody lives their life, and some have a thief. Who has one does not log out, and comes less often. */
async function storm(
  world: World,
  servers: Servers,
  browsers: readonly Browser[],
  thefts: Theft[],
): Promise<void> {
  const chance = world.chance.of("habits");
  const thieves: Promise<void>[] = [];
  const lives = browsers.map((browser) => {
    if (!chance.happens(world.settings.robbedShare)) {
      return live(world, browser, { pauseMs: 12_000, logsOut: chance.happens(0.1) });
    }
    const kind = chance.happens(0.6) ? "bold" : "hiding";
    thieves.push(steal(world, servers, browser, kind, (theft) => thefts.push(theft)));
    return live(world, browser, { pauseMs: 50_000, logsOut: false });
  });
  await Promise.all([...lives, ...thieves]);
}

/** The weather is fine: every tab of everyone who did not log out, and was not robbed, goes on. */
async function goOn(world: World, browsers: readonly Browser[]): Promise<void> {
  const rest = browsers.filter(({ status }) => status === "in");
  const next = async (): Promise<void> => {
    for (let browser = rest.pop(); browser !== undefined; browser = rest.pop()) {
      for (const [index, tab] of browser.tabs.entries()) {
        const status = await tab.fetch(`${issuer}/session`).then(({ status }) => status, unlessBroken);
        await tab.refresh().catch(unlessBroken);
        const isWell = status === 200 && tab.state.status === "signedIn";
        if (!isWell && !browser.isRobbed) {
          world.blame(browser.name, `tab ${index + 1} does not get on: ${status}, ${tab.state.status}`);
        }
      }
    }
  };
  await Promise.all(Array.from({ length: 20 }, next));
}
