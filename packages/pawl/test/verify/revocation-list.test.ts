/**
 * Goal: an entry kills exactly the tokens that it names, for as long as one of them may live, and 100 000 of them fit into
 * 10 MB.
 * Method: a list beside the plainest possible model of one, over random entries; then its size in the heap.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createRevocationList } from "../../src/verify/revocations/revocation-list.ts";
import { startOfTime } from "../support/clock.ts";
import { claimsOf } from "./support/listening.ts";

const keepMs = 3_600_000;
const empty = { id: "1", asOf: startOfTime, keepMs, sessions: [], subjects: [] };

const sid = fc.constantFrom("sid_a", "sid_b", "sid_c", "__proto__");
const sub = fc.constantFrom("usr_ada", "usr_grace", "constructor");
const endedAt = fc.integer({ min: startOfTime - 5000, max: startOfTime + 5000 });
const entry = fc.oneof(
  fc.record({ kind: fc.constant("session" as const), sid, endedAt }),
  fc.record({
    kind: fc.constant("subject" as const),
    sub,
    endedAt,
    exceptSid: fc.option(sid, { nil: undefined }),
  }),
);

test("a token is dead if any entry says so, in whatever order they came", () => {
  const authTime = fc.integer({ min: startOfTime / 1000 - 7, max: startOfTime / 1000 + 7 });
  fc.assert(
    fc.property(
      fc.array(entry, { maxLength: 12 }),
      sid,
      sub,
      authTime,
      (entries, itsSid, itsSub, itsTime) => {
        const list = createRevocationList(empty);
        for (const ended of entries) {
          if (ended.kind === "session") list.addSession(ended);
          else list.addSubject(ended);
        }
        const isDead = entries.some((ended) =>
          ended.kind === "session"
            ? ended.sid === itsSid
            : ended.sub === itsSub &&
              ended.exceptSid !== itsSid &&
              itsTime * 1000 < Math.floor(ended.endedAt / 1000) * 1000,
        );
        expect(list.has(claimsOf({ sid: itsSid, sub: itsSub, auth_time: itsTime }))).toBe(isDead);
      },
    ),
    { numRuns: 2000 },
  );
});

test("an entry stays for keep_ms and the largest tolerance, and then goes", () => {
  const list = createRevocationList({
    ...empty,
    sessions: [{ sid: "sid_a", endedAt: startOfTime }],
    subjects: [
      { sub: "usr_ada", endedAt: startOfTime, exceptSid: undefined },
      { sub: "usr_ada", endedAt: startOfTime, exceptSid: "sid_b" },
      { sub: "usr_grace", endedAt: startOfTime + 60_000, exceptSid: "sid_b" },
    ],
  });
  list.prune(startOfTime + keepMs + 62_000);
  expect(list.size).toBe(4);
  list.prune(startOfTime + keepMs + 63_000);
  expect(list.size).toBe(1);
  list.prune(startOfTime + keepMs + 123_000);
  expect(list.size).toBe(0);
});

test.each([
  ["sessions", (i: number, sid: string) => ({ sessions: [{ sid, endedAt: startOfTime + i }], subjects: [] })],
  [
    "subjects",
    (i: number, sub: string) => ({
      sessions: [],
      subjects: [{ sub, endedAt: startOfTime + i, exceptSid: undefined }],
    }),
  ],
] as const)("100 000 %s are held in less than 10 MB", async (_, partOf) => {
  // The collector is at hand only where the runner shows it; a script of its own would measure another module.
  const { setFlagsFromString } = await import("node:v8");
  const { runInNewContext } = await import("node:vm");
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  const before = process.memoryUsage().heapUsed;
  const list = createRevocationList(empty);
  for (let i = 0; i < 100_000; i++) {
    const name = Buffer.from(`${i}`.padStart(16, "-")).toString("base64url");
    const { sessions, subjects } = partOf(i, name);
    for (const ended of sessions) list.addSession(ended);
    for (const ended of subjects) list.addSubject(ended);
  }
  collect();
  const held = process.memoryUsage().heapUsed - before;
  expect(list.size).toBe(100_000);
  expect(held).toBeLessThan(10_000_000);
  process.stdout.write(`100 000 ${_}: ${(held / 1e6).toFixed(1)} MB\n`);
});
