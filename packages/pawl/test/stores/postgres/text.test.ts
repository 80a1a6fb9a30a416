/**
 * Goal: strings come back as they went in, and two of them are the same in the database if they are here: also those that
 * PostgreSQL cannot hold, and those that a language sorts as one.
 * Method: strings that have made two of one, or one of two, in some database; on one that sorts as people do.
 */
import { beforeAll, expect, test } from "vitest";
import { StoreError } from "../../../src/session/store.ts";
import { stringOf, textOf } from "../../../src/stores/postgres/text.ts";
import { sessionRow } from "../../support/session-row.ts";
import { pgPool, postgresJs, serverOfThisFile } from "./databases.ts";

const { createSorted, emptyDatabase } = serverOfThisFile();
let sorted = "";
beforeAll(async () => {
  sorted = await createSorted();
});

const strings = [
  ...["", " ", "a", "A", "a ", " a", "a\0", "a\0b", "\0", "a\\u0000", "\\0", "\\", "\\\\", "a\u00ad"],
  ...[
    "é",
    "e\u0301",
    "ß",
    "ss",
    "ä",
    "ae",
    "ﬁ",
    "fi",
    "\u00c5",
    "\u212b",
    "A\u030a",
    "\u200b",
    "\ufeff",
    "1",
    "１",
  ],
  ...["\ud800", "\udfff", "\ufffd", "\ud83c\udf1f", "\udf1f\ud83c", "\n", "\\n", '"', "'", "%", "_", "$1"],
];

test("each of them is somebody else, and comes back", async () => {
  const database = await emptyDatabase(sorted);
  expect(await database.select("SELECT 'a' < 'B' AND 'ä' < 'b' AS sorted")).toEqual([{ sorted: true }]);
  const { migrate, sessions, users } = database.open();
  await migrate();
  for (const [i, name] of strings.entries()) {
    await sessions.insert(sessionRow({ sid: `sid ${name}`, subject: name, userAgent: name, createdAt: i }));
    expect(await users.insert({ subject: name, email: name, passwordHash: name, createdAt: i })).toBe(true);
  }
  for (const [i, name] of strings.entries()) {
    const session = sessionRow({ sid: `sid ${name}`, subject: name, userAgent: name, createdAt: i });
    expect(await sessions.list(name)).toEqual([session]);
    expect(await sessions.find(`sid ${name}`)).toEqual(session);
    const user = { subject: name, email: name, passwordHash: name, createdAt: i };
    expect([await users.find(name), await users.findByEmail(name)]).toEqual([user, user]);
  }
  const end = { reason: "logged_out", at: 1 } as const;
  for (const name of strings) expect(await sessions.revokeAll(name, end)).toEqual([`sid ${name}`]);
});

test("what comes from outside and cannot be in the database is simply not there", async () => {
  const { migrate, sessions, users } = (await emptyDatabase()).open();
  await migrate();
  for (const odd of ["\0", "ada\0@example.com", "\ud800"]) {
    expect(await users.findByEmail(odd)).toBeUndefined();
    expect(await sessions.find(odd)).toBeUndefined();
    expect(await sessions.revoke(odd, { reason: "logged_out", at: 1 })).toBe(false);
  }
});

test("ordinary names are legible in the table", async () => {
  const { open, select } = await emptyDatabase();
  const { migrate, sessions } = open();
  await migrate();
  await sessions.insert(sessionRow({ subject: "usr_Łukasz@例え.jp", claims: { b: 1, a: "\0" } }));
  expect(
    await select("SELECT subject, amr, claims, octet_length(current_hash) AS bytes FROM pawl_sessions"),
  ).toEqual([{ subject: "usr_Łukasz@例え.jp", amr: '["pwd"]', claims: '{"b":1,"a":"\\u0000"}', bytes: 32 }]);
});

test("every string survives the way there and back, and so do all code units", () => {
  for (const one of [...strings, String.fromCharCode(...Array.from({ length: 0x1_00_00 }, (_, i) => i))]) {
    expect(stringOf(textOf(one))).toBe(one);
    expect(textOf(one)).not.toMatch(/[\0\ud800-\udfff]/u);
  }
});

test("a row that was changed by hand is no answer, rather than half of one", async () => {
  const { open, select } = await emptyDatabase();
  const { migrate, sessions } = open();
  await migrate();
  const { sid } = sessionRow();
  await sessions.insert(sessionRow({ ended: { reason: "logged_out", at: 1 } }));
  for (const [column, wrong, right] of [
    ["subject", "DOMAIN\\ada", "usr_ada"],
    ["claims", "{", "{}"],
    ["end_reason", "abducted", "logged_out"],
  ]) {
    await select(`UPDATE pawl_sessions SET ${column} = '${wrong}'`);
    await expect(sessions.find(sid)).rejects.toThrow(StoreError);
    await select(`UPDATE pawl_sessions SET ${column} = '${right}'`);
  }
  expect((await sessions.find(sid))?.subject).toBe("usr_ada");
});

test("bytes come back as plain bytes, and no more of them than were put in", async () => {
  for (const connect of [pgPool, postgresJs]) {
    const { migrate, sessions } = (await emptyDatabase()).open(connect);
    await migrate();
    await sessions.insert(sessionRow());
    const found = await sessions.find(sessionRow().sid);
    for (const bytes of [found?.currentHash, found?.previousHash, found?.nonce]) {
      expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
      expect(bytes?.buffer.byteLength).toBe(bytes?.byteLength);
    }
  }
});
