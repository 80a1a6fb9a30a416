import type { ClientOptions } from "../../../src/client/index.ts";
import { makeClient, type Scene } from "./make-client.ts";
import { manualTime, settled } from "./manual-time.ts";
import { type Answer, scriptedServer } from "./scripted-server.ts";
import { act } from "./show.ts";
import { type TimedSession, timedSession } from "./timed-session.ts";

const notThere: Answer = () => new Response("not here", { status: 404 });

/** A client with its live part at work, signed in to a session that ends by time. Without a stream of events. */
export async function liveClient({
  timing = {},
  events = notThere,
  ...options
}: Partial<ClientOptions> & {
  timing?: Parameters<typeof timedSession>[2];
  events?: Answer;
} = {}): Promise<Scene & { session: TimedSession; refreshes(): number }> {
  const server = scriptedServer();
  const time = manualTime();
  const session = timedSession(server, time, timing);
  server.always("/auth/events", events);
  const scene = makeClient({ server, time, live: true, apiOrigins: ["https://app.test"], ...options });
  await until(() => server.to("/auth/events").length > 0);
  scene.events.length = 0;
  session.told.length = 0;
  server.arrived.length = 0;
  return { ...scene, session, refreshes: () => server.to("/auth/refresh").length };
}

/** The user does something each minute, for so long. */
export async function use({ time }: Pick<Scene, "time">, forMs: number): Promise<void> {
  for (let passedMs = 0; passedMs < forMs; passedMs += 60_000) {
    await time.advance(60_000);
    act();
  }
}

/** Waits for what takes turns of the event loop, but no time. */
export async function until(condition: () => boolean): Promise<void> {
  for (let round = 0; round < 200; round++) {
    if (condition()) return;
    await settled();
  }
  throw new Error("it did not come about");
}
