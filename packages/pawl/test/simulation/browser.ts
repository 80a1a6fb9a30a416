import {
  type Client,
  type ClientState,
  createClient,
  type LoginCredentials,
  SessionError,
  UnavailableError,
} from "../../src/client/index.ts";
import { room } from "../client/support/fake-channel.ts";
import type { Chance } from "./chance.ts";
import { drawFault } from "./fault.ts";
import { startFaultProxy } from "./fault-proxy.ts";
import { createJar, type Jar } from "./jar.ts";
import { createMachine } from "./machine.ts";
import { createNetwork } from "./network.ts";
import { issuer } from "./server.ts";
import type { Servers } from "./servers.ts";
import { falseLogout, type World } from "./world.ts";

/** A browser of an honest user: tabs of the real client, no lock between them, one cookie jar, one bad line. */
export interface Browser {
  readonly name: string;
  readonly user: string;
  readonly jar: Jar;
  readonly chance: Chance;
  readonly tabs: readonly Client[];
  /** `in` from a login to the user's logout. `ended`: the session was lost, rightly or not. */
  readonly status: "out" | "in" | "ended";
  /** The session of the last login. */
  readonly sid: string | undefined;
  readonly logouts: number;
  /** Set by a thief who has used what was stolen: from then on the session may end. */
  isRobbed: boolean;
  openTab(): void;
  closeTab(tab: Client): void;
  login(): Promise<void>;
  logout(tab: Client): Promise<void>;
  sleep(): void;
  wake(): void;
  close(): Promise<void>;
}

const maxTabs = 4;

export async function openBrowser(
  world: World,
  servers: Servers,
  name: string,
  user: string,
): Promise<Browser> {
  const { time, story, settings } = world;
  const chance = world.chance.of(name);
  const line = chance.of("line");
  const patienceMs = Math.floor(chance.between(settings.patienceMs / 2, settings.patienceMs));
  const machine = createMachine(time, chance.between(0.97, 1.03));
  const channels = room();
  const tabs: Client[] = [];
  const credentials: LoginCredentials = { email: user, password: "simulated" };
  let status: Browser["status"] = "out";
  let sid: string | undefined;
  let logouts = 0;

  const proxy = await startFaultProxy({
    timers: time.timers,
    onDelivery: time.hold,
    target: () => servers.port(line),
    fault: () => {
      const fault = world.isStormy ? drawFault(line) : { kind: "none" as const };
      world.count(`faults: ${fault.kind}`);
      if (fault.kind !== "none") story.tell(name, `the network has a fault: ${JSON.stringify(fault)}`);
      return fault;
    },
  });
  const jar = createJar(() => {
    story.tell(name, `the jar has ${jar.cookie === undefined ? "no cookie" : "another cookie"}`);
  });
  const network = createNetwork(world, { name, port: proxy.port, jar, patienceMs });

  function watch(state: ClientState): void {
    if (status !== "in" || (state.status !== "ended" && state.status !== "signedOut")) return;
    status = "ended";
    const why = state.status === "ended" ? `${state.code} (${state.reason})` : "signed out";
    if (browser.isRobbed) story.tell(name, `the session has ended: ${why}`);
    else world.blame(name, `${falseLogout}: ${why}`);
  }

  function open(restore: boolean): Client {
    const tab = createClient({
      ...{ authUrl: issuer, restore, channel: channels.join(), fetch: network.fetch },
      ...{ clock: machine.clock, timers: machine.timers, random: chance.next, refreshTimeoutMs: patienceMs },
    });
    tab.subscribe(watch);
    tabs.push(tab);
    return tab;
  }

  function closeTab(tab: Client): void {
    tabs.splice(tabs.indexOf(tab), 1);
    tab.close();
  }

  const browser: Browser = {
    ...{ name, user, jar, chance, tabs, closeTab, isRobbed: false },
    get status() {
      return status;
    },
    get sid() {
      return sid;
    },
    get logouts() {
      return logouts;
    },
    openTab() {
      if (tabs.length < maxTabs) open(true);
    },
    async login() {
      const tab = open(false);
      for (;;) {
        try {
          ({ sid } = await tab.login(credentials));
          break;
        } catch (error) {
          if (!(error instanceof UnavailableError)) throw error;
          await time.pass(chance.between(500, 3000));
        }
      }
      status = "in";
      story.tell(name, `${user} is logged in`);
      world.count("logins");
    },
    async logout(tab) {
      status = "out";
      logouts++;
      story.tell(name, `${user} logs out`);
      world.count("logouts");
      await tab.logout();
    },
    sleep() {
      story.tell(name, "the machine goes to sleep");
      machine.sleep();
      network.cut();
    },
    wake() {
      story.tell(name, "the machine wakes up");
      machine.wake();
    },
    async close() {
      for (const tab of [...tabs]) closeTab(tab);
      network.cut();
      await proxy.close();
    },
  };
  return browser;
}

/** What a user sees of a call that did not work: nothing. Whether the session was lost is the state's to tell. */
export function unlessBroken(error: unknown): void {
  if (error instanceof SessionError || error instanceof UnavailableError || error instanceof TypeError)
    return;
  throw error;
}
