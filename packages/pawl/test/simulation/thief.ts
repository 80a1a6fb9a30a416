import type { TokenResponse } from "../../src/protocol/wire.ts";
import type { Browser } from "./browser.ts";
import { send } from "./send.ts";
import { issuer, origin } from "./server.ts";
import type { Servers } from "./servers.ts";
import type { World } from "./world.ts";

/**
 * `bold` states no revision, as a client that knows of none, and is judged by the strongest reading; `hiding` says that it
 * has seen none, as an honest request would that was held in the network since the theft.
 */
export type ThiefKind = "bold" | "hiding";

export interface Theft {
  readonly name: string;
  readonly kind: ThiefKind;
  readonly victim: Browser;
  readonly sid: string;
  readonly stolenAt: number;
}

export const nameOfThief = (victim: Browser): string => `thief of ${victim.name}`;

/**
 * Steals the cookie of a browser, and goes on using it: on a good line, always with the newest token it has, and always
 * when the owner has been quiet for longer than the grace periods hide.
 */
export async function steal(
  world: World,
  servers: Servers,
  victim: Browser,
  kind: ThiefKind,
  onStolen: (theft: Theft) => void,
): Promise<void> {
  const { time, story, settings } = world;
  const name = nameOfThief(victim);
  const chance = world.chance.of(name);
  await time.pass(settings.lifeMs * chance.between(0.15, 0.4));
  const { sid } = victim;
  let cookie = victim.jar.cookie;
  if (cookie === undefined || sid === undefined || victim.status !== "in") return;
  onStolen({ name, kind, victim, sid, stolenAt: time.now() });
  story.tell(name, `${kind}, steals the cookie`);

  const ask = (method: string, path: string, more: Record<string, string>, body?: string) => {
    const headers = { origin, "pawl-csrf": "1", "user-agent": name, ...more };
    const { pathname } = new URL(`${issuer}${path}`);
    return send(servers.port(chance), { method, path: pathname, headers, body }).answer.catch(
      () => undefined,
    );
  };

  /** Whether it is worth going on. */
  async function use(): Promise<boolean> {
    const body = kind === "hiding" ? { known_revision: null } : {};
    const json = { cookie: cookie ?? "", "content-type": "application/json" };
    victim.isRobbed = true;
    const answer = await ask("POST", "/refresh", json, JSON.stringify(body));
    if (answer?.status === 401) return false;
    if (answer?.status !== 200) return true;
    cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
    const { access_token } = (await answer.json()) as TokenResponse;
    if (chance.happens(0.3)) await ask("GET", "/session", { authorization: `Bearer ${access_token}` });
    return true;
  }

  const isQuiet = () => {
    const last = world.uses.findLast(({ who }) => who === victim.name)?.endedAt ?? 0;
    return time.now() - last > 2 * settings.gracePeriodMs + 3000;
  };
  while (time.now() < world.endsAt) {
    await time.pass(chance.around(12_000));
    if (!isQuiet()) continue;
    if (!(await use())) break;
  }
}
