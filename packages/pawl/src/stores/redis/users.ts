import type { User, UserStore } from "../../identity/user-store.ts";
import { StoreError } from "../../session/store.ts";
import type { Commands, Reply } from "./commands.ts";
import { inParallel } from "./in-parallel.ts";
import { bucketCount, bucketOf, type Keyspace } from "./keyspace.ts";
import { type Script, script } from "./script.ts";
import { decimal } from "./session-row.ts";

/** KEYS: user. ARGV: subject, email, hash, instant. 0 if the e-mail is taken. */
export const insertUser: Script = script(`
  if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
  redis.call('HSET', KEYS[1], 'subject', ARGV[1], 'email', ARGV[2], 'password_hash', ARGV[3], 'created_at', ARGV[4])
  return 1`);

/** KEYS: user. ARGV: the subject if it must be theirs. */
export const findUser: Script = script(`
  local user = redis.call('HMGET', KEYS[1], 'subject', 'email', 'password_hash', 'created_at')
  return user[1] and (not ARGV[1] or user[1] == ARGV[1]) and user`);

/** KEYS: user. ARGV: subject, the hash expected, the hash to write. */
const replaceHash: Script = script(`
  local user = redis.call('HMGET', KEYS[1], 'subject', 'password_hash')
  if user[1] ~= ARGV[1] or user[2] ~= ARGV[2] then return 0 end
  redis.call('HSET', KEYS[1], 'password_hash', ARGV[3])
  return 1`);

/** KEYS: e-mails of a bucket. ARGV: subject, email. The e-mail that the subject has, then. */
export const pointTo: Script = script(`
  redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])
  return redis.call('HGET', KEYS[1], ARGV[1])`);
/** KEYS: e-mails of a bucket. ARGV: subject. */
const follow: Script = script("return redis.call('HGET', KEYS[1], ARGV[1])");
/** KEYS: e-mails of a bucket. ARGV: subject. */
const takeBack: Script = script("return redis.call('HDEL', KEYS[1], ARGV[1])");
/** KEYS: e-mails of a bucket. */
const listEmails: Script = script("return redis.call('HVALS', KEYS[1])");

/**
 * Users in Redis. A user lies in the slot of the e-mail, which makes it unique; the way from subject to e-mail lies in
 * another. The way is written first, so a crash between leaves one that leads nowhere, which is no user; never a user who
 * cannot be found.
 */
export function redisUsers(commands: Commands, keys: Keyspace): UserStore {
  const emailsOf = (subject: string): [string] => [keys.emails(bucketOf(subject))];

  async function emailOf(subject: string): Promise<string | undefined> {
    const reply = await commands.run(follow, emailsOf(subject), [subject]);
    return reply === null ? undefined : String(reply);
  }

  return {
    async insert({ subject, email, passwordHash, createdAt }) {
      const pointsTo = await commands.run(pointTo, emailsOf(subject), [subject, email]);
      if (String(pointsTo) !== email) throw new StoreError("a user with this subject exists");
      const fields = [subject, email, passwordHash, decimal(createdAt)];
      if ((await commands.run(insertUser, [keys.user(email)], fields)) === 1) return true;
      // The same user may have been added before, or at the same moment: then the way leads where it should.
      const same = await commands.run(findUser, [keys.user(email)], [subject]);
      if (same === null) await commands.run(takeBack, emailsOf(subject), [subject]);
      return false;
    },

    async find(subject) {
      const email = await emailOf(subject);
      if (email === undefined) return undefined;
      return userOf(await commands.run(findUser, [keys.user(email)], [subject]));
    },

    async findByEmail(email) {
      return userOf(await commands.run(findUser, [keys.user(email)], []));
    },

    async list() {
      const buckets = await inParallel([...Array(bucketCount).keys()], (bucket) =>
        commands.run(listEmails, [keys.emails(bucket)], []),
      );
      const emails = new Set(buckets.flatMap((reply) => (reply as readonly Buffer[]).map(String)));
      const users = await inParallel([...emails], async (email) =>
        userOf(await commands.run(findUser, [keys.user(email)], [])),
      );
      return users.filter((user) => user !== undefined).sort(byAge);
    },

    async replaceHash(subject, expected, passwordHash) {
      const email = await emailOf(subject);
      if (email === undefined) return false;
      const parameters = [subject, expected, passwordHash];
      return (await commands.run(replaceHash, [keys.user(email)], parameters)) === 1;
    },
  };
}

function userOf(reply: Reply): User | undefined {
  if (reply === null) return undefined;
  const [subject = "", email = "", passwordHash = "", createdAt] = (reply as readonly Buffer[]).map(String);
  return { subject, email, passwordHash, createdAt: Number(createdAt) };
}

function byAge(a: User, b: User): number {
  return a.createdAt - b.createdAt || (a.subject < b.subject ? -1 : 1);
}
