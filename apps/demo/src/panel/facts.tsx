import type { ClientSession } from "pawl/client";
import type { LastRefresh } from "../activity/activity.ts";
import { ago, dateAndTime, until } from "../time.ts";
import type { EventStream } from "../use-event-stream.ts";

const outcomes = {
  rotated: "a new refresh token; the old one is spent",
  unchanged: "the same refresh token, since it is seconds old",
  replayed: "the same answer again, in case the first was lost",
  recovered: "a new answer, since nobody received the first",
  adopted: "taken over, after the store had lost its last writes",
  shared: "by another tab, which shared its token",
} as const;

interface FactsProps {
  email: string;
  session: ClientSession;
  lastRefresh: LastRefresh | undefined;
  stream: EventStream | undefined;
  now: number;
}

/** What is known about the session, in words. */
export function Facts({ email, session, lastRefresh, stream, now }: FactsProps) {
  return (
    <dl className="facts">
      <div>
        <dt>Logged in</dt>
        <dd data-testid="user">
          {email}
          <small>{ago(session.createdAt, now)}</small>
        </dd>
      </div>
      <div>
        <dt>Last refresh</dt>
        <dd data-testid="last-refresh">
          {lastRefresh === undefined ? "none yet" : `${lastRefresh.outcome}, ${ago(lastRefresh.at, now)}`}
          {lastRefresh !== undefined && <small>{outcomes[lastRefresh.outcome]}</small>}
        </dd>
      </div>
      <div>
        <dt>Ends</dt>
        <dd data-testid="session-ends">
          {until(session.inactivityExpiresAt, now)} if unused
          <small>at the latest {dateAndTime(session.expiresAt)}</small>
        </dd>
      </div>
      <div>
        <dt>News from the server</dt>
        <dd data-testid="event-stream">
          {listener(stream)}
          <small>{reach(stream)}</small>
        </dd>
      </div>
    </dl>
  );
}

function listener(stream: EventStream | undefined): string {
  if (stream === undefined) return "with the next request";
  return stream.here ? "this tab listens" : "another tab listens";
}

function reach(stream: EventStream | undefined): string {
  if (stream === undefined) return "nobody listens to the stream of events";
  return stream.tabs === 1 ? "to the stream of events" : `to one stream, for all ${stream.tabs} tabs`;
}
