import type { Jar } from "./jar.ts";
import { type Sending, send } from "./send.ts";
import { origin } from "./server.ts";
import { tickMs } from "./time.ts";
import type { World } from "./world.ts";

/** What a browser reaches the world through: its `fetch`, with the cookies of its jar, on a bad line. */
export interface Network {
  readonly fetch: typeof fetch;
  /** Breaks everything that is under way, as a machine does when it is put to sleep. */
  cut(): void;
}

export interface NetworkOptions {
  readonly name: string;
  readonly port: number;
  readonly jar: Jar;
  /** The longest that this browser's clients wait. */
  readonly patienceMs: number;
}

/**
 * Takes cookies as a browser's network process does: as soon as a head is complete, whatever becomes of the body, and
 * whether or not the page that asked is still there; but never later than the client would have waited.
 */
export function createNetwork(world: World, options: NetworkOptions): Network {
  const { time, settings } = world;
  const { name, port, jar, patienceMs } = options;
  const underWay = new Set<Sending>();

  const fetchHere: typeof fetch = (input, init = {}) => {
    const url = new URL(String(input));
    const headers: Record<string, string> = { ...Object.fromEntries(new Headers(init.headers)), origin };
    headers["user-agent"] = name;
    if (jar.cookie !== undefined) headers["cookie"] = jar.cookie;
    const body = typeof init.body === "string" ? init.body : undefined;
    const sent = { method: init.method ?? "GET", path: url.pathname, headers };
    const sentAt = time.now();
    const sending = send(port, { ...sent, body: settings.statesRevision ? body : unstated(body) }, (head) => {
      if (time.now() - sentAt > patienceMs + tickMs) {
        world.doubts.push(`${name} had an answer after its patience`);
        return;
      }
      for (const line of head.headers.getSetCookie()) jar.take(line);
    });
    underWay.add(sending);
    const patience = time.timers.set(sending.cut, patienceMs);
    const done = sending.answer.finally(() => {
      underWay.delete(sending);
      time.timers.clear(patience);
    });
    return untilAborted(done, init.signal);
  };

  return {
    fetch: fetchHere,
    cut() {
      for (const { cut } of underWay) cut();
    },
  };
}

/** The page is told of an abort at once; the connection lives on for as long as its patience. */
function untilAborted(answer: Promise<Response>, signal?: AbortSignal | null): Promise<Response> {
  return new Promise((resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    answer.then(resolve, reject);
  });
}

/** A body without its `known_revision`. */
function unstated(body: string | undefined): string | undefined {
  if (body === undefined) return undefined;
  const { known_revision: _, ...rest } = JSON.parse(body) as Record<string, unknown>;
  return JSON.stringify(rest);
}
