import { backoffMs } from "./backoff.ts";
import { nothing } from "./call.ts";
import { type Core, forget, tellTabs } from "./core.ts";
import { signedOut } from "./state.ts";

export interface Logout {
  logout(this: void): Promise<void>;
  /** Makes no further attempt to reach the server. */
  stop(this: void): void;
}

const attempts = 5;

/**
 * `giveUp` abandons what must not answer after this. The memory is wiped before anything is sent, and stays wiped
 * whether or not the server can be reached.
 */
export function createLogout(core: Core, giveUp: () => void): Logout {
  const { emit, timers } = core;
  let timer: unknown;

  async function attempt(signal: AbortSignal, count: number, accessToken?: string): Promise<void> {
    const sent = core.call("/logout", nothing, { accessToken });
    // A login must wait: this answer deletes the cookie, and is not to delete the new one.
    core.occupyTurn(sent);
    const confirmed = await sent.catch(() => false);
    // Told once the server knows: a tab that asked before would be signed in again. Told of the first failure too,
    // so that no tab goes on showing what is private.
    if (confirmed || !count) tellTabs(core);
    if (confirmed) return emit({ type: "logout_confirmed" });
    // Never once somebody may have logged in again: the cookie would be theirs.
    const retrying = !signal.aborted && count + 1 < attempts;
    emit({ type: "logout_unconfirmed", retrying });
    if (!retrying) return;
    // By the cookie alone; the access token is forgotten.
    timer = timers.set(() => signal.aborted || attempt(signal, count + 1), backoffMs(count, core.random));
  }

  const stop = (): void => timers.clear(timer);

  return {
    stop,
    logout() {
      const accessToken = core.token?.value;
      forget(core);
      const { signal } = core.epoch;
      giveUp();
      core.state.set(signedOut);
      emit({ type: "logged_out" });
      return attempt(signal, 0, accessToken);
    },
  };
}
