import type { EndedSubject } from "./store.ts";

/** The instant at which the second of an instant began. */
export function startOfSecond(at: number): number {
  return Math.floor(at / 1000) * 1000;
}

/**
 * Whether a session is among those that an end of all of a subject's sessions names: all that began in an earlier second,
 * except one.
 *
 * In whole seconds, since a verifier knows of a session's beginning what its tokens say, `auth_time`. A session of the very
 * second may have begun after the end, so none of them is meant; those that did end then are told one by one.
 *
 * @param session of the same subject.
 */
export function covers(
  end: Pick<EndedSubject, "endedAt" | "exceptSid">,
  session: { readonly sid: string; readonly createdAt: number },
): boolean {
  return session.createdAt < startOfSecond(end.endedAt) && session.sid !== end.exceptSid;
}
