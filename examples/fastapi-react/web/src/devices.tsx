import { type ListedSession, useSessions } from "pawl/react";
import { failureText } from "./failure-text.ts";
import { nameOfUserAgent } from "./name-of-user-agent.ts";
import { dateAndTime } from "./time.ts";
import { useAction } from "./use-action.ts";

/** Where the user is logged in, with a way to end each. */
export function DevicesPage() {
  const { sessions, error, reload, end, endOthers } = useSessions();
  const endingOthers = useAction(endOthers);

  return (
    <>
      <p className="lead">Where you are logged in. What you end is logged out within a second.</p>
      <p className="failure" role="alert">
        {failureText(error)}
      </p>
      {sessions === undefined && error !== undefined && (
        <button type="button" className="quiet" onClick={reload}>
          Try again
        </button>
      )}
      <ul aria-label="Devices">
        {sessions?.map((session) => (
          <Device key={session.sid} session={session} end={() => end(session.sid)} />
        ))}
      </ul>
      {sessions !== undefined && sessions.length > 1 && (
        <button
          type="button"
          className="quiet"
          aria-disabled={endingOthers.running}
          onClick={endingOthers.start}
        >
          Log out all others
        </button>
      )}
    </>
  );
}

function Device({ session, end }: { session: ListedSession; end: () => Promise<void> }) {
  const ending = useAction(end);
  const name = nameOfUserAgent(session.userAgent);
  return (
    <li>
      <span>
        <bdi>{name}</bdi>
        {session.current && <span className="here">this one</span>}
        <time dateTime={new Date(session.createdAt).toISOString()}>
          since {dateAndTime(session.createdAt)}
        </time>
      </span>
      {!session.current && (
        <button
          type="button"
          className="quiet"
          aria-label={`Log out ${name}`}
          aria-disabled={ending.running}
          onClick={ending.start}
        >
          Log out
        </button>
      )}
    </li>
  );
}
