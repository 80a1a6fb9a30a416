import { z } from "zod";
import { type EndReason, endReasons } from "../../protocol/reasons.ts";
import type {
  EndedEvent,
  EndedSessionsResponse,
  ListedSession,
  SessionPayload,
  SessionResponse,
  SessionsResponse,
} from "../../protocol/wire.ts";
import { type Component, component } from "./component.ts";
import { instant } from "./instant.ts";

export const endReason: z.ZodType<EndReason> = z.enum(endReasons);

const members = {
  sid: "Names the session; 22 characters of base64url. Not secret, and good for nothing by itself.",
  subject: "The user, by the name that the identity gave.",
  generation: "How often the refresh token has been rotated.",
  amr: "How the user authenticated (RFC 8176).",
  created_at: "When it began, in milliseconds since the epoch.",
  last_active_at: "When the user was last active, in milliseconds since the epoch.",
  expires_at: "The absolute end, in milliseconds since the epoch; nothing moves it.",
  inactivity_expires_at:
    "The end by inactivity, in milliseconds since the epoch, if nothing happens until then.",
  user_agent: "The User-Agent of the login, shortened; null if there was none.",
};

const payload = {
  sid: z.string(),
  subject: z.string(),
  generation: z.int().min(0),
  amr: z.array(z.string()),
  created_at: instant,
  last_active_at: instant,
  expires_at: instant,
  inactivity_expires_at: instant,
  user_agent: z.string().nullable(),
};

const example: SessionPayload = {
  sid: "mXTUoVrRIZkYtZ0dTtGuZw",
  subject: "usr_4fTqWmZ8cVb2",
  generation: 1,
  amr: ["pwd"],
  created_at: 1_795_436_025_384,
  last_active_at: 1_795_436_025_395,
  expires_at: 1_798_028_025_384,
  inactivity_expires_at: 1_796_040_825_395,
  user_agent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
};

export const session: Component<SessionPayload> = component<SessionPayload>("Session", {
  text: "One login on one device, as its owner may see it.",
  members,
  example,
})(z.object(payload));

const listedSession: Component<ListedSession> = component<ListedSession>("ListedSession", {
  text: "One of the caller’s sessions in a list.",
  members: { ...members, current: "Whether it is the session that asked." },
  example: { ...example, current: true },
})(z.object({ ...payload, current: z.boolean() }));

export const sessionResponse: Component<SessionResponse> = component<SessionResponse>("SessionResponse", {
  text: "The session of the access token.",
  members: { session: "The session." },
  example: { session: example },
})(z.object({ session: session.schema }));

export const sessionsResponse: Component<SessionsResponse> = component<SessionsResponse>("SessionsResponse", {
  text: "The live sessions of the caller.",
  members: { sessions: "Newest first." },
  example: { sessions: [{ ...example, current: true }] },
})(z.object({ sessions: z.array(listedSession.schema) }));

export const endedSessions: Component<EndedSessionsResponse> = component<EndedSessionsResponse>(
  "EndedSessionsResponse",
  {
    text: "What became of the other sessions.",
    members: { ended: "How many were ended." },
    example: { ended: 2 },
  },
)(z.object({ ended: z.int().min(0) }));

export const endedEvent: Component<EndedEvent> = component<EndedEvent>("EndedEvent", {
  text: "Data of the event `session_ended`, after which the stream closes.",
  members: { reason: "Why the session ended." },
  example: { reason: "logged_out_elsewhere" },
})(z.object({ reason: endReason }));
