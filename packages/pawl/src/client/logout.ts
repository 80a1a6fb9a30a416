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
  /** Makes no further attempt to reach the server. */
  stop(this: void): void;
}

/**
 * `giveUp` abandons what must not answer after this. The memory is wiped before anything is sent, and stays wiped
 * whether or not the server can be reached; the tombstone keeps it so until the server has confirmed.
 */
export function createLogout(core: Core, giveUp: () => void): Logout {
  const { emit, timers, tombstone } = core;
  let timer: unknown;
  let again: (() => void) | undefined;

  async function attempt(signal: AbortSignal, count: number, accessToken?: string): Promise<void> {
    const send = () => core.call("/logout", nothing, { accessToken });
    // At first at once, since the page may be closing; a login then waits, in any tab: this answer deletes the cookie,
    // and is not to delete the new one. Later in turn, if nobody has logged in by then: the cookie would be theirs.
    const sent = count
      ? core.takeTurn(() => core.lock(async () => tombstone.stands() !== false && send()))
      : send();
    if (!count) core.occupyTurn(core.lock(() => sent));
    const confirmed = await sent.catch(() => false);
    // Somebody may have logged in meanwhile, and then it stands for a later logout.
    if (confirmed && !signal.aborted) tombstone.clear();
    // Told once the server knows: a tab that asked before would be signed in again. Told of the first failure too,
    // so that no tab goes on showing what is private.
    if (confirmed || !count) tellTabs(core);
    if (confirmed) return emit({ type: "logout_confirmed" });
    const retrying = !signal.aborted && !core.closed;
    emit({ type: "logout_unconfirmed", retrying });
    if (!retrying) return;
    again = () => {
      again = undefined;
      timers.clear(timer);
      // By the cookie alone; the access token is forgotten.
      if (!signal.aborted && tombstone.stands() !== false) void attempt(signal, count + 1);
    };
    timer = timers.set(again, backoffMs(count, core.random));
  }

  return {
    stop() {
      again = undefined;
      timers.clear(timer);
    },
    wake: () => again?.(),
    resume() {
      if (!again) void attempt(core.epoch.signal, 0);
    },
    logout() {
      const accessToken = core.token?.value;
      tombstone.raise();
      forget(core);
      giveUp();
      core.state.set(signedOut);
      emit({ type: "logged_out" });
      return attempt(core.epoch.signal, 0, accessToken);
    },
  };
}
