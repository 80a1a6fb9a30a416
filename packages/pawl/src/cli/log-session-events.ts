import type { EventSink } from "../engine/ports.ts";
import type { SessionEvent } from "../session/events.ts";
import { describeError } from "./describe-error.ts";
import type { Level, Log } from "./log.ts";

const levels: Readonly<Record<SessionEvent["type"], Level>> = {
  session_created: "info",
  session_refreshed: "info",
  session_ended: "info",
  sessions_ended: "info",
  refresh_refused: "info",
  login_ticket_created: "info",
  login_failed: "warn",
  csrf_rejected: "warn",
  signing_key_created: "info",
  signing_key_rotated: "info",
  signing_key_revoked: "warn",
  security_event_refused: "error",
  security_events_dropped: "error",
  unavailable: "error",
  internal_error: "error",
};

/** Turns what the engine tells of into log lines (ASVS 16.2, 16.3). */
export function logSessionEvents(log: Log): EventSink {
  return (event) => {
    const { type, at, ...fields } = event;
    const about = "error" in fields ? { ...fields, error: describeError(fields.error) } : fields;
    log(isTheft(event) ? "warn" : levels[type], type, about, at);
  };
}

/** A superseded token that came back is the one refusal that someone should look at. */
function isTheft(event: SessionEvent): boolean {
  return (
    (event.type === "refresh_refused" && event.code === "refresh_token_reused") ||
    (event.type === "session_ended" && event.reason === "refresh_token_reused")
  );
}
