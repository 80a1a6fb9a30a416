/** The names of all keys of one store. */
export interface Keyspace {
  /** A session. */
  session(sid: string): string;
  /** The live sessions of a session's bucket, by absolute end; and those that ended with all of their user's. */
  expires(bucket: number): string;
  /** The sessions of a bucket that ended otherwise, by the instant of their end. */
  ended(bucket: number): string;
  /** The ends of all sessions of the users of a bucket, by their instant. */
  endedSubjects(bucket: number): string;
  /** The sessions of a user, by login: hints, since it lives in another slot than they do. */
  sessionsOf(subject: string): string;
  /** A user who logs in with a password. */
  user(email: string): string;
  /** The e-mails of the users of a bucket, by subject. */
  emails(bucket: number): string;
  /** The signing keys, in the order in which they came. */
  readonly signingKeys: string;
  /** The version of all this. */
  readonly schema: string;
}

/**
 * Into so many buckets are sessions spread, each in one hash slot. Enough for 64 masters with 4 buckets each, or for 10
 * with 25 or 26; few enough for reading what ended lately from all of them: a server does so once a second, and 256 such
 * reads are half a percent beside the 56 000 swaps a second of 100 million sessions.
 */
export const bucketCount = 256;

/** The slots of a cluster; the number is Redis's. */
const slotCount = 16_384;

/** A CRC-16 of a name, as Redis Cluster computes it (XMODEM: polynomial 0x1021, from 0). */
export function crc16(name: string): number {
  let crc = 0;
  for (const byte of Buffer.from(name)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x80_00 ? 0x10_21 : 0)) & 0xff_ff;
  }
  return crc;
}

/** Everything of a session, or of one of its lists, carries its bucket's tag. The same for ever, or data is lost. */
export function bucketOf(name: string): number {
  return crc16(name) % bucketCount;
}

/**
 * The hash tag of each bucket: the first numbers whose slots lie in equal distances, so that a cluster of any size, whose
 * masters hold ranges of slots, has equally many buckets on each. Tags at random would differ by a tenth.
 */
const tags: readonly string[] = (() => {
  const found: string[] = [];
  for (let number = 0, missing = bucketCount; missing > 0; number++) {
    const bucket = Math.floor(((crc16(String(number)) % slotCount) * bucketCount) / slotCount);
    if (found[bucket] !== undefined) continue;
    found[bucket] = String(number);
    missing--;
  }
  return found;
})();

export function keyspace(prefix: string): Keyspace {
  const inBucket = (bucket: number, name: string) => `${prefix}{${tags[bucket]}}:${name}`;
  return {
    session: (sid) => inBucket(bucketOf(sid), `session:${sid}`),
    expires: (bucket) => inBucket(bucket, "expires"),
    ended: (bucket) => inBucket(bucket, "ended"),
    endedSubjects: (bucket) => inBucket(bucket, "ended-subjects"),
    sessionsOf: (subject) => inBucket(bucketOf(subject), `sessions-of:${subject}`),
    user: (email) => inBucket(bucketOf(email), `user:${email}`),
    emails: (bucket) => inBucket(bucket, "emails"),
    signingKeys: `${prefix}signing-keys`,
    schema: `${prefix}schema`,
  };
}
