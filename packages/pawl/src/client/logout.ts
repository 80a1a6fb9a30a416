import { backoffMs } from "./backoff.ts";
import { nothing } from "./call.ts";
import { type Core, forget, tellTabs } from "./core.ts";
import { signedOut } from "./state.ts";

export interface Logout {
  logout(this: void): Promise<void>;
  /** Goes on with a logout of an earlier page that the server has not confirmed. */
  resume(this: void): void;
  /** Wakes a waiting attempt: the network may be back. */
  wake(this: void): void;
}

/**
 * `giveUp` abandons what must not answer after this. The memory is wiped before anything is sent, and stays wiped
 * whether or not the server can be reached; the tombstone keeps it so until the server has confirmed.
 */
export function createLogout(core: Core, giveUp: () => void): Logout {
  const { emit, timers, tombstone } = core;
  let timer: unknown;
  let again: (() => void) | undefined;
  let attempts = 0;

  function stop(): void {
    again = undefined;
    timers.clear(timer);
  }

  /** Until nothing newer here, nor a login in any tab, makes it pointless; where nothing is remembered, any change. */
  async function attempt(count: number, accessToken?: string): Promise<void> {
    const { signal } = core.epoch;
    const mine = ++attempts;
    stop();
    const isWanted = (): boolean => mine === attempts && (tombstone.stands() ?? !signal.aborted);
    const send = () => core.call("/logout", nothing, { accessToken });
    // At first at once, since the page may be closing; a login then waits, in any tab: this answer deletes the cookie,
    // and is not to delete the new one. Later in turn, if nobody has logged in by then: the cookie would be theirs.
    const sent = count ? core.takeTurn(() => core.lock(async () => isWanted() && send())) : send();
    if (!count) core.occupyTurn(core.lock(() => sent));
    const confirmed = await sent.catch(() => false);
    // Somebody may have logged in meanwhile, and then it stands for a later logout.
    if (confirmed && isWanted()) tombstone.clear();
    // Told once the server knows: a tab that asked before would be signed in again. Told of the first failure too,
    // so that no tab goes on showing what is private.
    if (confirmed || !count) tellTabs(core);
    if (confirmed) return emit({ type: "logout_confirmed" });
    const retrying = isWanted() && !core.closed;
    emit({ type: "logout_unconfirmed", retrying });
    if (!retrying) return;
    again = () => {
      stop();
      // By the cookie alone; the access token is forgotten.
      if (isWanted()) void attempt(count + 1);
    };
    timer = timers.set(again, backoffMs(count, core.random));
  }

  core.stops.push(stop);
  return {
    wake: () => again?.(),
    // In turn: somebody may be logging in, in another tab.
    resume: () => void attempt(1),
    logout() {
      const accessToken = core.token?.value;
      tombstone.raise();
      forget(core);
      giveUp();
      core.state.set(signedOut);
      // Who can see the tombstone need not ask; and this page may be gone before the server has confirmed.
      if (tombstone.stands()) tellTabs(core);
      emit({ type: "logged_out" });
      return attempt(0, accessToken);
    },
  };
}
