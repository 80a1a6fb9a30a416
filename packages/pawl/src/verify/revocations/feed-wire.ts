/** What `GET /revocations` sends, read with suspicion: a list that was misread would let dead sessions in. */

/** One session ended. */
export interface EndedSession {
  readonly sid: string;
  /** Milliseconds since the epoch, by the issuer's clock. */
  readonly endedAt: number;
}

/** All sessions of a subject ended that began before, but for one. */
export interface EndedSubject {
  readonly sub: string;
  readonly endedAt: number;
  readonly exceptSid: string | undefined;
}

/** All that ended within the longest life of an access token. */
export interface RevocationSnapshot {
  /** Where the stream goes on from here. */
  readonly id: string;
  /** What ended until then is in it; by the issuer's clock. */
  readonly asOf: number;
  /** For how long after it an end must be kept. */
  readonly keepMs: number;
  readonly sessions: readonly EndedSession[];
  readonly subjects: readonly EndedSubject[];
}

type Members = Readonly<Record<string, unknown>>;

/** @throws TypeError that holds nothing of what was sent. */
export function readSnapshot(json: string): RevocationSnapshot {
  const { id, as_of, keep_ms, sessions, subjects } = parse(json);
  return {
    id: text(id),
    asOf: whole(as_of),
    keepMs: whole(keep_ms),
    sessions: list(sessions).map(endedSession),
    subjects: list(subjects).map(endedSubject),
  };
}

/** @throws TypeError as above. */
export function readEndedSession(json: string): EndedSession {
  return endedSession(parse(json));
}

/** @throws TypeError as above. */
export function readEndedSubject(json: string): EndedSubject {
  return endedSubject(parse(json));
}

/** The `as_of` of a sign of life. @throws TypeError as above. */
export function readAlive(json: string): number {
  return whole(parse(json)["as_of"]);
}

function endedSession(value: unknown): EndedSession {
  const { sid, ended_at } = members(value);
  return { sid: text(sid), endedAt: whole(ended_at) };
}

function endedSubject(value: unknown): EndedSubject {
  const { sub, ended_at, except_sid } = members(value);
  const isForAll = except_sid === undefined || except_sid === null;
  return { sub: text(sub), endedAt: whole(ended_at), exceptSid: isForAll ? undefined : text(except_sid) };
}

function parse(json: string): Members {
  try {
    return members(JSON.parse(json));
  } catch {
    // The parser's own message quotes what it was given.
    throw misread();
  }
}

function members(value: unknown): Members {
  if (typeof value !== "object" || value === null) throw misread();
  return value as Members;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw misread();
  return value;
}

function text(value: unknown): string {
  if (typeof value !== "string" || value.length === 0) throw misread();
  return value;
}

function whole(value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw misread();
  return value as number;
}

function misread(): TypeError {
  return new TypeError("the feed of revocations sent something that cannot be read");
}
