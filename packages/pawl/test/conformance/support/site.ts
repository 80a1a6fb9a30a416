import { setTimeout as sleep } from "node:timers/promises";
import { type Account, type Client, createClient, type Transport } from "./client.ts";
import { send } from "./send.ts";

/** A server under test, as it is reached; a deployment of several nodes has several base URLs. */
export interface Reached {
  readonly baseUrls: readonly string[];
  /** Of a server whose sessions live for seconds; see the entry. */
  readonly shortLivedUrl?: string;
  stop(): Promise<void>;
}

export interface Target {
  readonly name: string;
  /** The grace period that the server is configured with. */
  readonly graceMs: number;
  readonly account: Account;
  readonly otherAccount?: Account;
  /** Whether `start` gives a `shortLivedUrl`. */
  readonly hasShortLived: boolean;
  start(): Promise<Reached>;
}

/** What tests do with the server. Its requests go to the nodes in turn. */
export interface Site {
  readonly target: Target;
  readonly nodes: () => number;
  /** A client that nobody has logged in with. */
  client(transport?: Transport): Client;
  /** A client that has just logged in, by cookie unless asked otherwise. */
  login(transport?: Transport, account?: Account): Promise<Client>;
  /** The same, at the server whose sessions live for seconds. */
  loginShortLived(transport?: Transport): Promise<Client>;
  /** Any request without a credential. */
  get(path: string, node?: number): ReturnType<typeof send>;
  /** Sleeps until the grace period of whatever happened is over. */
  graceToPass(): Promise<void>;
  /** Sleeps until no answer that was given in a grace period counts as on its way: twice as long. */
  answersToSettle(): Promise<void>;
  /**
   * Plays a scene that means something within one grace period only, and plays it again, from its preparation on, if
   * the machine was too slow for it.
   */
  withinGrace<P, T>(prepare: () => Promise<P>, scene: (prepared: P) => Promise<T>): Promise<T>;
}

/** Beyond the boundary by more than timers and clocks are off. */
const marginMs = 60;
const maxScenes = 10;
/** Logins at once: each costs the server a password hash, and its queue for those is bounded. */
const loginsAtOnce = 8;

export function createSite(target: Target, reached: () => Reached): Site {
  let turn = 0;
  const nextUrl = (node?: number) => {
    const { baseUrls } = reached();
    turn++;
    return baseUrls[(node ?? turn) % baseUrls.length] ?? "";
  };
  const inTurn = limited(loginsAtOnce);
  const { account, graceMs } = target;

  const login = async (client: Client, who: Account = account) => {
    await inTurn(() => client.login(who));
    return client;
  };

  return {
    target,
    nodes: () => reached().baseUrls.length,
    client: (transport = "cookie") => createClient(nextUrl, transport),
    login: (transport = "cookie", who = account) => login(createClient(nextUrl, transport), who),
    loginShortLived: (transport = "cookie") =>
      login(createClient(() => reached().shortLivedUrl ?? "", transport)),
    get: (path, node) => send(nextUrl(node) + path, { method: "GET" }),
    graceToPass: () => sleep(graceMs + marginMs),
    answersToSettle: () => sleep(2 * graceMs + marginMs),
    withinGrace: async (prepare, scene) => {
      for (let scenes = 0; scenes < maxScenes; scenes++) {
        const prepared = await prepare();
        const begun = performance.now();
        const played = await scene(prepared);
        if (performance.now() - begun < graceMs) return played;
        await sleep(graceMs);
      }
      throw new Error(`A scene of one grace period took longer than ${graceMs} ms, ${maxScenes} times.`);
    },
  };
}

/** Runs work, so many at once. */
function limited(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
