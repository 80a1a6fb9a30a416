import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { toNodeListener } from "../../src/http/adapters/node.ts";
import type { Handler } from "../../src/http/handler.ts";
import { createPawl } from "../../src/server/create-pawl.ts";
import type { Session } from "../../src/session/session.ts";
import type { Store } from "../../src/stores/store.ts";
import { aroundStore } from "../support/around-store.ts";
import { secretOne } from "../support/secrets.ts";
import type { Chance } from "./chance.ts";
import { unreliableStore } from "./unreliable-store.ts";
import type { World } from "./world.ts";

export const origin = "https://app.example";
export const issuer = `${origin}/auth`;

/** A server of Pawl in this process, on a port of its own. */
export interface Server {
  readonly port: number;
  /** Ends it as a kill does: connections break, and nothing that it was about to do is done. */
  kill(): void;
}

/** @param clock may be wrong, and may jump. */
export async function startServer(
  world: World,
  opened: Store,
  clock: () => number,
  chance: Chance,
): Promise<Server> {
  let isKilled = false;
  const store = aroundStore(unreliableStore(recording(opened, world), world, chance), async (_, run) => {
    if (isKilled) return never();
    try {
      return await run();
    } finally {
      // What was sent to the store is done there, and nobody here learns of it.
      if (isKilled) await never();
    }
  });
  const pawl = createPawl({
    ...{ issuer, audience: origin, secrets: [secretOne], store, clock },
    // Everyone is who they say.
    identity: { authenticate: async ({ email }) => ({ subject: email, amr: ["pwd"] }) },
    policy: { gracePeriodMs: world.settings.gracePeriodMs, accessTokenLifetimeMs: 30_000 },
    onEvent: (event) => {
      if (event.type === "internal_error") {
        world.blame("servers", `internal error in ${event.route}: ${String(event.error)}`);
      }
    },
  });
  const http = createServer(toNodeListener(observed(pawl.handler, world)));
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return {
    port: (http.address() as AddressInfo).port,
    kill() {
      isKilled = true;
      http.close();
      http.closeAllConnections();
      opened.close().catch(() => undefined);
    },
  };
}

const never = () => new Promise<never>(() => undefined);

/** Notes every session that reaches the store. */
function recording(store: Store, world: World): Store {
  return aroundStore(store, async ({ verb, parameters }, run) => {
    const result = await run();
    if (verb === "sessions.insert") world.created.push(parameters[0] as Session);
    return result;
  });
}

/** Notes every refresh, and what was decided on it. */
function observed(handler: Handler, world: World): Handler {
  const { time, story } = world;
  return async (request) => {
    const beganAt = time.now();
    const response = await handler(request);
    const who = request.headers.get("user-agent") ?? "";
    const path = new URL(request.url).pathname.slice("/auth".length);
    if (path !== "/refresh") {
      if (path !== "/session") story.tell(who, `a server answers ${path}: ${response.status}`);
      return response;
    }
    const { rotation, code, session } = (await response.clone().json()) as {
      readonly [member: string]: string | undefined;
    } & { readonly session?: { readonly generation: number } };
    const outcome = rotation ?? code ?? "";
    world.uses.push({ who, beganAt, endedAt: time.now(), status: response.status, outcome });
    world.count(`refreshes: ${outcome}`);
    const generation = session === undefined ? "" : `, generation ${session.generation}`;
    story.tell(who, `a server decides on a refresh: ${outcome}${generation}`);
    return response;
  };
}
