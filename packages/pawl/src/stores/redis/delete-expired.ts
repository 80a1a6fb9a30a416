import type { Commands } from "./commands.ts";
import { inParallel } from "./in-parallel.ts";
import { bucketCount, type Keyspace } from "./keyspace.ts";
import { decimal } from "./session-row.ts";
import { countOver, deleteSessions, listOver } from "./session-scripts.ts";
import type { UserSessions } from "./user-sessions.ts";

/** So many in one script, which holds up a node for about a tenth of a millisecond. */
const batchSize = 50;

/**
 * Deletes over all buckets, small batch by small batch. The limit is dealt out after counting, so that most calls, which
 * find little to do, cost a count in each bucket and nothing else.
 */
export async function deleteExpired(
  commands: Commands,
  keys: Keyspace,
  users: UserSessions,
  before: number,
  limit: number,
): Promise<number> {
  const over = await inParallel([...Array(bucketCount).keys()], async (bucket) => ({
    bucket,
    count: Number(
      await commands.run(
        countOver,
        [keys.expires(bucket), keys.ended(bucket), keys.endedSubjects(bucket)],
        [decimal(before)],
      ),
    ),
  }));

  const batches: { bucket: number; size: number }[] = [];
  let remaining = limit;
  for (const { bucket, count } of over) {
    const share = Math.min(count, remaining);
    remaining -= share;
    if (share > 0) batches.push({ bucket, size: share });
  }

  const deleted = await inParallel(batches, ({ bucket, size }) => deleteFrom(bucket, size));
  return deleted.reduce((sum, count) => sum + count, 0);

  async function deleteFrom(bucket: number, size: number): Promise<number> {
    const lists = [keys.expires(bucket), keys.ended(bucket)] as const;
    let count = 0;
    while (count < size) {
      const most = Math.min(size - count, batchSize);
      const listed = await commands.run(listOver, lists, [decimal(before), String(most)]);
      const sids = (listed as readonly Buffer[]).map(String);
      const sessions = sids.map((sid) => keys.session(sid));
      const reply = await commands.run(deleteSessions, [...lists, ...sessions], [decimal(before), ...sids]);
      const pairs = (reply as readonly Buffer[]).map(String);
      // Another sweep was faster, or all of them were ended meanwhile: there is a next time.
      if (pairs.length === 0) break;
      await dropEntries(pairs);
      count += pairs.length / 2;
    }
    return count;
  }

  async function dropEntries(pairs: readonly string[]): Promise<void> {
    const bySubject = new Map<string, string[]>();
    for (let i = 0; i < pairs.length; i += 2) {
      const [sid = "", subject = ""] = pairs.slice(i, i + 2);
      bySubject.set(subject, [...(bySubject.get(subject) ?? []), sid]);
    }
    for (const [subject, sids] of bySubject) await users.drop(subject, sids);
  }
}
