import type { HeardEnd } from "./channel.ts";
import { type Ask, adopt, type Core, forget } from "./core.ts";
import { listen } from "./listen.ts";
import type { Recovery } from "./recovery.ts";
import { spreadMs } from "./recovery.ts";
import { ownerOf, restoring, sessionOf, signedOut } from "./state.ts";
import { readGrant } from "./wire.ts";

/** Listens to the other tabs. `ask` asks the server who the user is. */
export function listenToTabs(core: Core, ask: Ask, { heard, wake }: Pick<Recovery, "heard" | "wake">): void {
  const { channel, state, timers, clock, tombstone } = core;
  let timer: unknown;

  /** What this tab believes may be out of date: it forgets its token, shows nothing private, and asks. */
  function doubt(cause: "restore" | "changed", delayMs = 0, end?: HeardEnd): void {
    const before = state.get();
    if (end && end.subject === ownerOf(before)) core.heardEnd = end;
    timers.clear(timer);
    // First of all: whoever hears of the new state must not find the old token.
    forget(core);
    if (tombstone.stands()) {
      state.set(signedOut);
      return;
    }
    if (before.status === "signedIn") state.set(restoring(before.session.subject));
    // A call of the app may have asked in the meantime.
    if (delayMs) timer = timers.set(() => core.token || ask(cause), delayMs);
    else ask(cause);
  }

  const changed = (end?: HeardEnd): void => doubt("changed", core.random() * spreadMs, end);

  /** Another tab was given a new token. */
  function granted(body: unknown): void {
    const grant = readGrant(body);
    const now = state.get();
    const own = sessionOf(now);
    if (!grant) return;
    const { session } = grant;
    const isStranger = session.subject !== (ownerOf(now) ?? session.subject);
    // Who is about to be told by the server needs no other word; but the server can be reached.
    if (now.status === "restoring") wake();
    // Nobody here; or the page of somebody who is back, and of nobody else.
    else if (!own) isStranger || changed();
    else if (isStranger || session.sid !== own.sid) changed();
    else if (session.generation >= own.generation) {
      // A page that was frozen hears late, and of a token that is older by that.
      const nowMs = clock.monotonicMs();
      adopt(core, grant, Math.min(nowMs, grant.issuedAt - (core.serverOffsetMs ?? 0)));
      core.emit({ type: "grant_shared", generation: session.generation });
    }
  }

  channel?.subscribe((message) => {
    const { v, kind, end, body, retryInMs, quietMs }: Record<string, unknown> = Object(message);
    if (v !== 1) return;
    if (kind === "changed") changed(end as HeardEnd | undefined);
    if (kind === "granted") granted(body);
    if (kind === "unavailable") heard(retryInMs, quietMs);
  });

  /** Back from the back-forward cache: what it shows may be a former user's (A38). */
  function show({ persisted }: { readonly persisted?: boolean }): void {
    if (persisted && state.get().status !== "signedOut") doubt("restore");
  }

  core.stops.push(
    listen(globalThis, ["pageshow"], show),
    // Told of a login while the tombstone still stood for it, this tab has stayed signed out.
    tombstone.whenCleared(() => state.get() === signedOut && changed()),
    () => timers.clear(timer),
    () => channel?.close(),
  );
}
