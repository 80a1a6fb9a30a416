/**
 * Goal: no statement looks at rows that it does not need: sessions may be many millions.
 * Method: every statement that the store prepares is explained by SQLite, on a table that has statistics.
 */
import { expect, test } from "vitest";
import { sqliteStore } from "../../../src/stores/sqlite/index.ts";
import { startOfTime } from "../../support/clock.ts";
import { sessionRow } from "../../support/session-row.ts";
import { watchedDatabase } from "./watched-database.ts";

/** Each statement and its plan, on one line. */
async function explained() {
  const database = watchedDatabase();
  const store = sqliteStore({ database });
  await Promise.all(
    Array.from({ length: 2000 }, (_, i) =>
      store.sessions.insert(
        sessionRow({
          ...{ sid: `s${i}`, subject: `usr_${i % 500}` },
          ...(i % 3 === 0 ? { ended: { reason: "logged_out", at: startOfTime + i } } : {}),
        }),
      ),
    ),
  );
  database.real.exec("ANALYZE");
  return database.prepared.map((sql) => {
    const steps = database.real.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    return {
      sql: sql.replace(/\s+/g, " ").trim(),
      plan: steps.map((step) => String(step["detail"])).join(" | "),
    };
  });
}

test("every statement on sessions goes through an index", async () => {
  const statements = (await explained()).filter(({ sql }) => /(FROM|UPDATE|INTO) sessions/.test(sql));
  expect(statements.length).toBeGreaterThanOrEqual(9);
  const scans = statements.filter(({ plan }) => /SCAN sessions/.test(plan));
  expect(scans).toEqual([]);
});

test("the lists of one user, of the ended and of the expired each have their own", async () => {
  const statements = await explained();
  const planOf = (beginning: string) => statements.find(({ sql }) => sql.startsWith(beginning))?.plan ?? "";
  expect(planOf("SELECT * FROM sessions WHERE subject")).toContain("sessions_by_subject");
  const list = planOf("SELECT sid, NULL AS subject");
  expect(list).toContain("sessions_by_end");
  expect(list).toContain("ended_subjects_by_end");
  expect(list).not.toContain("SCAN ended_subjects");
  const deletion = planOf("DELETE FROM sessions");
  expect(deletion).toContain("sessions_by_end");
  expect(deletion).toContain("sessions_by_expiry");
  expect(planOf("UPDATE sessions SET generation")).toContain("PRIMARY KEY (sid=?)");
});
