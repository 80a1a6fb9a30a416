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
  | {
      readonly type: "login_failed";
      /** A keyed hash of the e-mail that was tried: the same for the same account, and no address in the log. */
      readonly account: string;
      readonly code: Code;
    }
  | { readonly type: "csrf_rejected"; readonly route: string }
  | { readonly type: "signing_key_created"; readonly kid: string }
  | { readonly type: "unavailable"; readonly what: string; readonly error: unknown }
  | { readonly type: "internal_error"; readonly route: string; readonly error: unknown }
);
