import type { Code } from "../protocol/codes.ts";
import type { EndReason } from "../protocol/reasons.ts";
import type { RotationOutcome } from "../protocol/wire.ts";

/**
 * What happened, for the log, the metrics and the audit trail (ASVS 16.2, 16.3). `session` is a keyed hash of
 * the `sid`, the same for the same session, so that a log cannot be used to name a session to the server.
 */
export type SessionEvent = { readonly at: number } & (
  | {
      readonly type: "session_created";
      readonly session: string;
      readonly subject: string;
      readonly amr: readonly string[];
    }
  | {
      readonly type: "session_refreshed";
      readonly session: string;
      readonly subject: string;
      readonly rotation: RotationOutcome;
      readonly generation: number;
    }
  | {
      readonly type: "session_ended";
      readonly session: string;
      readonly subject: string | null;
      readonly reason: EndReason;
    }
  | {
      readonly type: "sessions_ended";
      readonly subject: string;
      readonly reason: EndReason;
      readonly count: number;
    }
  | { readonly type: "refresh_refused"; readonly session: string | null; readonly code: Code }
  /** Someone who may say so said that this is the user; a session may come of it within a minute. */
  | { readonly type: "login_ticket_created"; readonly subject: string; readonly amr: readonly string[] }
  | {
      readonly type: "login_failed";
      /**
       * A keyed hash of the e-mail that was tried, or of the subject of a login ticket: the same for the same account, and
       * no address in the log. Null for a ticket in which nothing can be believed.
       */
      readonly account: string | null;
      readonly code: Code;
    }
  | { readonly type: "csrf_rejected"; readonly route: string }
  | {
      readonly type: "signing_key_created";
      readonly kid: string;
      readonly alg: string;
      /** From when it signs. */
      readonly signsAt: number;
    }
  /** This node signs with another key from now on. */
  | { readonly type: "signing_key_rotated"; readonly kid: string; readonly former: string | null }
  /** A key was removed before its time, by whomever. */
  | { readonly type: "signing_key_revoked"; readonly kid: string }
  /**
   * A receiver of security event tokens has refused one again and again, and is not told of this end: of one session, or of
   * all of a subject. `err` is its reason, if it gave a registered one (RFC 8935 §2.4).
   */
  | {
      readonly type: "security_event_refused";
      readonly audience: string;
      readonly err: string | null;
      readonly session: string | null;
      readonly subject: string | null;
    }
  /** A receiver was out of reach for so long that so many ends are over, and it is not told of them any more. */
  | { readonly type: "security_events_dropped"; readonly audience: string; readonly count: number }
  | { readonly type: "unavailable"; readonly what: string; readonly error: unknown }
  | { readonly type: "internal_error"; readonly route: string; readonly error: unknown }
);
