import { useEffect, useState } from "react";
import { endSessions, type ListedSession, listSessions } from "./sessions-route.ts";
import { useSession } from "./use-session.ts";
import { useOwner } from "./use-user.ts";

/** What is known of the user's sessions. */
export interface SessionsListing {
  /** The newest list, newest session first; stays while the next one loads. Undefined before the first. */
  readonly sessions: readonly ListedSession[] | undefined;
  readonly status: "loading" | "ready" | "failed";
  /** What the last attempt, to load or to end, failed with: as `client.fetch`, or `UnavailableError`. */
  readonly error: unknown;
}

/** The answer of `useSessions`. Nothing of it rejects: what failed is in `error`. */
export interface SessionsView extends SessionsListing {
  reload(this: void): void;
  /** Ends one session, then loads the list again. One that is gone already is no error. */
  end(this: void, sid: string): Promise<void>;
  /** Ends all but this one, then loads the list again. */
  endOthers(this: void): Promise<void>;
}

const nothing: SessionsListing = { sessions: undefined, status: "loading", error: undefined };

/**
 * Where the user is logged in, asked once when mounted, and again for each login and `reload`. Unmounting aborts it.
 * What was asked for one user is never shown to another. Asks nothing while nobody is signed in.
 */
export function useSessions(): SessionsView {
  const { client } = useSession();
  const { subject, sid } = useOwner() ?? {};
  const [{ whose, ...listing }, setKnown] = useState({ ...nothing, whose: subject });
  const [attempt, setAttempt] = useState(0);
  if (whose !== subject) setKnown({ ...nothing, whose: subject });

  /** Of no consequence once the page is another user's. */
  const put = (change: Partial<SessionsListing>): void =>
    setKnown((known) => (known.whose === subject ? { ...known, ...change } : known));
  const failed = (error: unknown): void => put({ status: "failed", error });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new session or attempt asks again, and nothing else
  useEffect(() => {
    if (!sid) return;
    const controller = new AbortController();
    const { signal } = controller;
    put({ status: "loading" });
    listSessions(client, signal).then(
      (sessions) => signal.aborted || put({ sessions, status: "ready", error: undefined }),
      (error) => signal.aborted || failed(error),
    );
    return () => controller.abort();
  }, [client, subject, sid, attempt]);

  const reload = (): void => setAttempt((count) => count + 1);
  const end = (only?: string): Promise<void> => endSessions(client, only).then(reload, failed);
  return { ...listing, reload, end, endOthers: () => end() };
}
