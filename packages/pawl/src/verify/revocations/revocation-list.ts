import type { AccessTokenClaims } from "../../tokens/access-token.ts";
import type { EndedSession, EndedSubject, RevocationSnapshot } from "./feed-wire.ts";

/** Which sessions ended within the longest life of an access token. Older ends need no entry: their tokens have expired. */
export interface RevocationList {
  addSession(ended: EndedSession): void;
  addSubject(ended: EndedSubject): void;
  has(claims: AccessTokenClaims): boolean;
  /** Forgets what no living token can be of. @param asOf now, by the issuer's clock. */
  prune(asOf: number): void;
  readonly size: number;
}

/** A token is taken for so long after `exp` at most: the largest clock tolerance, and the rounding of its times. */
const marginMs = 62_000;

/**
 * Small numbers stay inside of a Map's entry; larger ones are an object each, which for 100 000 sessions would be another
 * 1.6 MB. So instants are kept in whole seconds since 2020.
 */
const epochSeconds = Date.UTC(2020, 0, 1) / 1000;
const toSeconds = (ms: number): number => Math.floor(ms / 1000) - epochSeconds;

export function createRevocationList({ sessions, subjects, keepMs }: RevocationSnapshot): RevocationList {
  const endBySid = new Map<string, number>();
  /** Ends of all sessions of a subject; the latest says all. */
  const endBySub = new Map<string, number>();
  /** Ends of all but one, by subject and the session that was kept. */
  const endOfOthers = new Map<string, Map<string, number>>();

  function addSession({ sid, endedAt }: EndedSession): void {
    endBySid.set(sid, toSeconds(endedAt));
  }

  function addSubject({ sub, endedAt, exceptSid }: EndedSubject): void {
    if (exceptSid === undefined) {
      raise(endBySub, sub, toSeconds(endedAt));
      return;
    }
    const bySid = endOfOthers.get(sub) ?? new Map<string, number>();
    raise(bySid, exceptSid, toSeconds(endedAt));
    endOfOthers.set(sub, bySid);
  }

  function has({ sid, sub, auth_time }: AccessTokenClaims): boolean {
    if (endBySid.has(sid)) return true;
    // In whole seconds, as `auth_time` is; who logged in within that very second is listed by session.
    const began = auth_time - epochSeconds;
    if (began < (endBySub.get(sub) ?? Number.NEGATIVE_INFINITY)) return true;
    for (const [kept, end] of endOfOthers.get(sub) ?? []) if (sid !== kept && began < end) return true;
    return false;
  }

  function prune(asOf: number): void {
    const oldest = toSeconds(asOf - keepMs - marginMs);
    dropBefore(endBySid, oldest);
    dropBefore(endBySub, oldest);
    for (const [sub, bySid] of endOfOthers) {
      dropBefore(bySid, oldest);
      if (bySid.size === 0) endOfOthers.delete(sub);
    }
  }

  for (const ended of sessions) addSession(ended);
  for (const ended of subjects) addSubject(ended);
  return {
    addSession,
    addSubject,
    has,
    prune,
    get size() {
      return endBySid.size + endBySub.size + endOfOthers.size;
    },
  };
}

function raise(ends: Map<string, number>, name: string, end: number): void {
  ends.set(name, Math.max(end, ends.get(name) ?? end));
}

function dropBefore(ends: Map<string, number>, oldest: number): void {
  for (const [name, end] of ends) if (end < oldest) ends.delete(name);
}
