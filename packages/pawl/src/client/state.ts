import type { Code } from "../protocol/codes.ts";
import type { EndReason } from "../protocol/reasons.ts";
import { shielded } from "./events.ts";

/** A session, as its owner may see it. Instants are milliseconds since the epoch, on the server's clock. */
export interface ClientSession {
  readonly sid: string;
  readonly subject: string;
  readonly generation: number;
  readonly amr: readonly string[];
  readonly createdAt: number;
  readonly lastActiveAt: number;
  /** The absolute end; no refresh moves it. */
  readonly expiresAt: number;
  /** The end by inactivity, if nothing happens until then. */
  readonly inactivityExpiresAt: number;
  readonly userAgent: string | null;
}

/**
 * Everything the page may know. Immutable, and the same object until something changes. Never holds a token.
 *
 * `restoring`: nobody knows yet; `unreachable` once an attempt got no answer (attempts go on by themselves).
 * `ended`: there was a session and the server said that it is over; `reason` says why where the server did.
 */
export type ClientState =
  | { readonly status: "restoring"; readonly unreachable: boolean }
  | { readonly status: "signedOut" }
  | {
      readonly status: "signedIn";
      readonly session: ClientSession;
      /** Lifetime of the access token at `receivedAtMs`. */
      readonly expiresInMs: number;
      /** When it was received, on the client's monotonic clock (`performance.now()` by default). */
      readonly receivedAtMs: number;
    }
  | { readonly status: "ended"; readonly code: Code; readonly reason: EndReason | undefined };

/** Called with each new state; what it throws reaches the page's error handler and no one else. */
export type StateListener = (state: ClientState) => void;

export interface StateCell {
  get(): ClientState;
  set(next: ClientState): void;
  subscribe(listener: StateListener): () => void;
}

export const restoring: ClientState = { status: "restoring", unreachable: false };
export const unreachable: ClientState = { status: "restoring", unreachable: true };
export const signedOut: ClientState = { status: "signedOut" };

/** Holds the one current state. A listener that throws, or that changes the state again, disturbs no other. */
export function createStateCell(initial: ClientState): StateCell {
  let current = Object.freeze(initial);
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set(next) {
      if (next === current) return;
      current = Object.freeze(next);
      for (const tell of listeners) shielded(tell);
    },
    subscribe(listener) {
      // A function of its own, so that one listener subscribed twice is two subscriptions.
      const tell = (): void => listener(current);
      listeners.add(tell);
      return () => void listeners.delete(tell);
    },
  };
}

/** What our own typed refusal of a refresh makes of a state. */
export function afterRefusal(before: ClientState, code: Code, reason: EndReason | undefined): ClientState {
  // Who is reading why the session ended goes on reading it; who had none is told of none.
  if (before.status === "ended" || before.status === "signedOut") return before;
  // At page load, no cookie, a worthless one, or one that this user logged out is simply nobody.
  const nobody =
    code === "refresh_token_missing" || code === "refresh_token_unknown" || reason === "logged_out";
  if (before.status === "restoring" && nobody) return signedOut;
  return { status: "ended", code, reason };
}
