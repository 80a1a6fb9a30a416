import type { Code } from "../protocol/codes.ts";
import type { EndReason } from "../protocol/reasons.ts";
import type { RotationOutcome } from "../protocol/wire.ts";
import type { Clock } from "./clock.ts";
import type { UnavailableError } from "./errors.ts";

/**
 * Why a refresh was made: at page load or return to the page; because the access token was known to be expired, or
 * would be soon and the user is active (`proactive`); because an API refused it; because the app asked; because
 * another tab or the server said that something changed; because the server could not be reached before
 * (`recovery`); or because the session should have ended by now (`ending`).
 */
export type RefreshCause =
  | "restore"
  | "expired"
  | "proactive"
  | "unauthorized"
  | "manual"
  | "changed"
  | "recovery"
  | "ending";

type ClientEventBody =
  | { readonly type: "restore_started" }
  | { readonly type: "refresh_started"; readonly cause: RefreshCause }
  | {
      readonly type: "refresh_succeeded";
      readonly cause: RefreshCause;
      readonly rotation: RotationOutcome | undefined;
      readonly generation: number;
      /** How many calls had been waiting for this one refresh. */
      readonly waiters: number;
    }
  /** Another tab refreshed, and shared its new access token. */
  | { readonly type: "grant_shared"; readonly generation: number }
  | { readonly type: "refresh_unavailable"; readonly cause: RefreshCause; readonly error: UnavailableError }
  | { readonly type: "refresh_refused"; readonly code: Code; readonly reason: EndReason | undefined }
  /** `path` is the path alone: queries carry what does not belong in a log. */
  | { readonly type: "request_unauthorized"; readonly path: string }
  | { readonly type: "request_retried"; readonly path: string }
  | { readonly type: "logged_in"; readonly generation: number }
  /** The memory is wiped and the state is `signedOut`; whether the server heard of it comes next. */
  | { readonly type: "logged_out" }
  | { readonly type: "logout_confirmed" }
  /** The revocation did not reach the server; `retrying` says whether another attempt will be made. */
  | { readonly type: "logout_unconfirmed"; readonly retrying: boolean }
  | { readonly type: "session_ended"; readonly code: Code; readonly reason: EndReason | undefined };

/**
 * What the client did, for a log panel or telemetry. `atMs` is on the client's monotonic clock. Holds no token, no
 * credential and no subject.
 */
export type ClientEvent = { readonly atMs: number } & ClientEventBody;

export type Emit = (event: ClientEventBody) => void;

/** Runs code of the app; an exception goes to the page's error handler and no further. */
export function shielded(run: () => void): void {
  try {
    run();
  } catch (error) {
    globalThis.reportError?.(error);
  }
}

export function createEmit(clock: Clock, onEvent: ((event: ClientEvent) => void) | undefined): Emit {
  return (body) => {
    if (onEvent) shielded(() => onEvent({ ...body, atMs: clock.monotonicMs() }));
  };
}
