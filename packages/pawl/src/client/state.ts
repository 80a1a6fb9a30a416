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
 * `restoring`: nobody knows who the user is; at page load, or again, because something changed in another tab.
 * `ended`: there was a session, and it is over; `reason` says why where the server did. With `replaced_by_login`,
 * somebody else logged in in this browser, and this page is not theirs.
 * `offline`: the last attempt to reach the auth server got no usable answer; further attempts go on by themselves.
 * `subject`: whose page this was and still is, until it is signed out or somebody logs in in it.
 */
export type ClientState =
  | { readonly status: "restoring"; readonly offline: boolean; readonly subject: string | undefined }
  | { readonly status: "signedOut" }
  | {
      readonly status: "signedIn";
      readonly offline: boolean;
      readonly session: ClientSession;
      /** Lifetime of the access token at `receivedAtMs`. */
      readonly expiresInMs: number;
      /** When it was received, on the client's monotonic clock (`performance.now()` by default). */
      readonly receivedAtMs: number;
      /** When the server made it, on the server's clock: what the instants of `session` are to be compared with. */
      readonly issuedAt: number;
    }
  | {
      readonly status: "ended";
      readonly code: Code;
      readonly reason: EndReason | undefined;
      readonly subject: string | undefined;
    };

/** Called with each new state; what it throws reaches the page's error handler and no one else. */
export type StateListener = (state: ClientState) => void;

export interface StateCell {
  get(): ClientState;
  set(next: ClientState): void;
  subscribe(listener: StateListener): () => void;
}

export const signedOut: ClientState = { status: "signedOut" };

/** Nobody is known yet; `subject` for whose page it was until now. */
export function restoring(subject?: string): ClientState {
  return { status: "restoring", offline: false, subject };
}

/** The session, while signed in. */
export function sessionOf(state: ClientState): ClientSession | undefined {
  return state.status === "signedIn" ? state.session : undefined;
}

/** Whose page this is; undefined while it is nobody's. */
export function ownerOf(state: ClientState): string | undefined {
  return "subject" in state ? state.subject : sessionOf(state)?.subject;
}

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
  if (before.status === "signedOut") return before;
  // Who is reading why the session ended goes on reading it; who was told nothing but that it did may yet hear why.
  if (before.status === "ended" && (before.code !== "refresh_token_missing" || before.code === code)) {
    return before;
  }
  // At page load, no cookie, a worthless one, or one that this user logged out is simply nobody.
  const nobody =
    code === "refresh_token_missing" || code === "refresh_token_unknown" || reason === "logged_out";
  if (before.status === "restoring" && nobody) return signedOut;
  return { status: "ended", code, reason, subject: ownerOf(before) };
}
