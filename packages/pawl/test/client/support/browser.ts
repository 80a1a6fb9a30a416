import type { ClientOptions, ClientSession } from "../../../src/client/index.ts";
import { createLock } from "../../../src/client/lock.ts";
import { tokenBody } from "./answers.ts";
import { type Room, room } from "./fake-channel.ts";
import { type FakeLocks, fakeLocks } from "./fake-locks.ts";
import { makeClient, type Scene } from "./make-client.ts";
import { type ManualTime, manualTime, settled } from "./manual-time.ts";
import { type ScriptedServer, scriptedServer } from "./scripted-server.ts";

/** The name of what tabs share, as the client makes it of the address of the server. */
export const shared = "pawl:https://app.test/auth";

export const notes = "https://app.test/api/notes";

/** The tabs of one browser: they share a cookie, a channel, and the locks, where there are any. */
export interface Browser {
  readonly server: ScriptedServer;
  readonly time: ManualTime;
  readonly between: Room;
  readonly locks: FakeLocks;
  readonly tabs: Scene[];
  readonly first: Scene;
  readonly second: Scene;
  /** Opens one more. */
  open(more?: Partial<ClientOptions>): Promise<Scene>;
  refreshes(): number;
}

export interface BrowserOptions extends Partial<ClientOptions> {
  readonly tabs?: number;
  readonly hasLocks?: boolean;
  readonly locks?: FakeLocks;
  readonly server?: ScriptedServer;
  /** Sets up the server before the first tab is opened. */
  readonly prepare?: (server: ScriptedServer) => void;
}

/** Opens tabs, one after the other, with the session of an earlier visit; what that took is not counted. */
export async function browser({
  tabs: count = 2,
  hasLocks = true,
  locks = fakeLocks(),
  server = scriptedServer(),
  prepare,
  ...options
}: BrowserOptions = {}): Promise<Browser> {
  prepare?.(server);
  const time = manualTime();
  const between = room();
  const tabs: Scene[] = [];

  async function open(more: Partial<ClientOptions> = {}): Promise<Scene> {
    const share = (0.37 * (tabs.length + 1)) % 1;
    const scene = makeClient({
      server,
      time,
      channel: between.join(),
      random: () => share,
      ...(hasLocks && { lock: createLock(shared, time.timers, locks.manager) }),
      ...options,
      ...more,
    });
    tabs.push(scene);
    await settled();
    return scene;
  }

  for (let tab = 0; tab < count; tab++) await open();
  const [first, second = first] = tabs;
  if (!first || !second) throw new Error("too few tabs");
  // Whatever the last ones told the first ones is heard.
  await time.advance(1000);
  server.arrived.length = 0;
  between.heard.length = 0;
  for (const { events } of tabs) events.length = 0;
  const refreshes = (): number => server.to("/auth/refresh").length;
  return { server, time, between, locks, tabs, first, second, open, refreshes };
}

/** What a tab says that was given a token for this session. */
export function grantedMessage(
  { sid, subject, generation }: ClientSession,
  change: Partial<Pick<ClientSession, "sid" | "subject" | "generation">> & { accessToken?: string } = {},
) {
  const { accessToken = "shared-token", ...other } = change;
  const body = tokenBody(accessToken);
  return {
    v: 1,
    kind: "granted",
    body: { ...body, session: { ...body.session, sid, subject, generation, ...other } },
  };
}

export function sessionOf({ client }: Scene): ClientSession {
  const { state } = client;
  if (state.status !== "signedIn") throw new Error(`not signed in but ${state.status}`);
  return state.session;
}
