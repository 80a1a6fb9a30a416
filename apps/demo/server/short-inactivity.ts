import type { IncomingMessage } from "node:http";
import { type NodeListener, toNodeListener } from "pawl/http/node";
import { createPawl, type Pawl, type PawlOptions, type Policy, seconds } from "pawl/server";

/** What the "Inactivity in 60 s" button shortens a session's patience to. */
const shortTimeoutMs = seconds(60);

/** Pawl, and the same once more over the same store for the few sessions that are to end of inactivity soon. */
export interface Pawls {
  readonly pawl: Pawl;
  readonly impatient: Pawl;
}

/** Which of the two answers for which session. */
export interface ShortInactivity {
  /** From now on this session is over after a minute without use. */
  shorten(sid: string): void;
  /** The listener for what comes with an access token of this session. */
  listenerFor(sid: string): NodeListener;
  /** The listener for what comes with a cookie at most. */
  listenerOf(req: IncomingMessage): Promise<NodeListener>;
}

/**
 * Only a demo needs two: lifetimes are one policy for all sessions of an app. Sessions, users and keys are in the store,
 * so both accept what either has issued.
 *
 * @throws TypeError as `createPawl`.
 */
export function createPawls(options: PawlOptions): Pawls {
  return {
    pawl: createPawl(options),
    impatient: createPawl({ ...options, policy: impatientPolicy(options.policy) }),
  };
}

function impatientPolicy({ ...policy }: Partial<Policy> = {}): Partial<Policy> {
  const { inactivityTimeoutMs, absoluteLifetimeMs, accessTokenLifetimeMs } = policy;
  const timeoutMs = Math.min(
    shortTimeoutMs,
    inactivityTimeoutMs ?? shortTimeoutMs,
    absoluteLifetimeMs ?? shortTimeoutMs,
  );
  return {
    ...policy,
    inactivityTimeoutMs: timeoutMs,
    // Has to be shorter, so that the use of the page is told in time.
    accessTokenLifetimeMs: Math.min(accessTokenLifetimeMs ?? timeoutMs, Math.ceil(timeoutMs / 2)),
  };
}

/** The sessions are remembered here and nowhere else: after a restart they are as patient as all. */
export function createShortInactivity({ pawl, impatient }: Pawls): ShortInactivity {
  const ordinary = toNodeListener(pawl.handler);
  const hasty = toNodeListener(impatient.handler);
  const shortened = new Set<string>();
  const listenerFor = (sid: string | undefined): NodeListener =>
    sid !== undefined && shortened.has(sid) ? hasty : ordinary;

  return {
    shorten: (sid) => void shortened.add(sid),
    listenerFor,
    async listenerOf({ headers }) {
      if (shortened.size === 0) return ordinary;
      const session = await pawl.readSession(new Headers({ cookie: headers.cookie ?? "" }));
      return listenerFor(session?.sid);
    },
  };
}
