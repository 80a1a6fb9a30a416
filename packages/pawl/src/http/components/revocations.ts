import { z } from "zod";
import type {
  FeedAlive,
  RevocationsResponse,
  RevokedSession,
  RevokedSubject,
  SecurityEventPollRequest,
  SecurityEventPollResponse,
} from "../../protocol/wire.ts";
import { securityEventPoll } from "../schemas.ts";
import { type Component, component } from "./component.ts";
import { instant } from "./instant.ts";

const endedAt = "When it ended, in milliseconds since the epoch.";

export const revokedSession: Component<RevokedSession> = component<RevokedSession>("RevokedSession", {
  text: "A session that ended. Data of the event `session`.",
  members: { sid: "The session.", ended_at: endedAt },
  example: { sid: "mXTUoVrRIZkYtZ0dTtGuZw", ended_at: 1_795_436_025_395 },
})(z.object({ sid: z.string(), ended_at: instant }));

export const revokedSubject: Component<RevokedSubject> = component<RevokedSubject>("RevokedSubject", {
  text: "All sessions of a user that ended at once: those whose `auth_time`, in whole seconds, is before the second of `ended_at`. Several of one user add up. Data of the event `subject`.",
  members: { sub: "The user.", ended_at: endedAt, except_sid: "The one session that went on, if any." },
  example: { sub: "usr_4fTqWmZ8cVb2", ended_at: 1_795_436_025_395, except_sid: "mXTUoVrRIZkYtZ0dTtGuZw" },
})(z.object({ sub: z.string(), ended_at: instant, except_sid: z.string().exactOptional() }));

export const revocationsResponse: Component<RevocationsResponse> = component<RevocationsResponse>(
  "RevocationsResponse",
  {
    text: "Everything that ended within `keep_ms`. Also data of the event `snapshot`.",
    members: {
      id: "How far the feed has come; opaque.",
      as_of: "When the store last told this server what ended, in milliseconds since the epoch.",
      keep_ms: "In milliseconds. Longer than any access token lives: after it an entry may be forgotten.",
      sessions: "Sessions that ended one by one.",
      subjects: "Users whose sessions ended all at once.",
    },
    example: {
      id: "0jX4mB2xq.12",
      as_of: 1_795_436_026_000,
      keep_ms: 3_662_000,
      sessions: [{ sid: "mXTUoVrRIZkYtZ0dTtGuZw", ended_at: 1_795_436_025_395 }],
      subjects: [],
    },
  },
)(
  z.object({
    id: z.string(),
    as_of: instant,
    keep_ms: z.int().min(0),
    sessions: z.array(revokedSession.schema),
    subjects: z.array(revokedSubject.schema),
  }),
);

export const feedAlive: Component<FeedAlive> = component<FeedAlive>("FeedAlive", {
  text: "Data of the event `alive`: how current the list is, whether or not anything ended.",
  members: { as_of: "As in `RevocationsResponse`, in milliseconds since the epoch." },
  example: { as_of: 1_795_436_026_000 },
})(z.object({ as_of: instant }));

export const securityEventPollRequest: Component<SecurityEventPollRequest> =
  component<SecurityEventPollRequest>("SecurityEventPollRequest", {
    text: "In the words of RFC 8936; what it does not name is ignored.",
    members: {
      ack: "The `jti`s of the tokens that were taken.",
      setErrs: "Those that could not be, each with why; they count as taken.",
      maxEvents: "At most so many; 0 only acknowledges. More than 100 is taken for 100.",
      returnImmediately:
        "`true` asks for an answer at once; otherwise one that would be empty waits for up to 20 seconds.",
    },
    example: { ack: ["4d3559ec67504aaba65d40b0363faad8"], maxEvents: 10, returnImmediately: true },
  })(securityEventPoll);

export const securityEventPollResponse: Component<SecurityEventPollResponse> =
  component<SecurityEventPollResponse>("SecurityEventPollResponse", {
    text: "In the words of RFC 8936.",
    members: {
      sets: "Security event tokens (RFC 8417, OpenID CAEP `session-revoked`) by their `jti`.",
      moreAvailable: "Whether the next poll would find more at once; left out if not.",
    },
  })(
    z.object({
      sets: z.record(z.string(), z.string()),
      moreAvailable: z.literal(true).exactOptional(),
    }),
  );
