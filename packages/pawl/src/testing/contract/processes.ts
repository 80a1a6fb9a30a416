import { startOfTime } from "../clock.ts";
import type { SharedStore } from "../processes/shared-store.ts";
import { type StoreProcess, startProcess } from "../processes/start-process.ts";
import { digestWonBy } from "../processes/tasks.ts";
import { sessionRow } from "../session-row.ts";
import { asAssertion, same } from "./assertions.ts";
import type { StoreCase } from "./case.ts";

const logout = { reason: "logged_out", at: startOfTime } as const;
const before = sessionRow();
const names = ["one", "two", "three"] as const;

/** @param first one of the processes, for what only one has to do. */
type Check = (processes: readonly StoreProcess[], first: StoreProcess) => Promise<void>;

/** What must hold between processes; each case starts three on a store that holds nothing yet. */
const checks: Readonly<Record<string, Check>> = {
  "several processes: they may open and migrate the store at the same moment": async (processes) => {
    const migrations = await Promise.all(processes.map((one) => one.run("migrate")));
    const versions = new Set(migrations.map(({ to }) => to));
    same(versions.size, 1, "migrate led to different versions in different processes");
    await Promise.all(processes.map((one) => one.run("ready")));
  },

  "several processes: what one wrote, the others see": async (processes, first) => {
    await first.run("insert", before);
    for (const one of processes)
      same(await one.run("find", before.sid), before, "a process does not see the session");
  },

  "several processes: of their rotations one wins each generation, and its write stays": async (
    processes,
    first,
  ) => {
    await first.run("insert", before);
    const goal = before.generation + 90;
    const won = await Promise.all(
      processes.map((one, i) => one.run("swapUntil", before.sid, goal, names[i] ?? "")),
    );
    const generations = Array.from({ length: 90 }, (_, i) => before.generation + 1 + i);
    const inOrder = won.flat().sort((a, b) => a - b);
    same(inOrder, generations, "rotate is not atomic: a generation was won by no process, or by several");
    const winner = names[won.findIndex((mine) => mine.includes(goal))] ?? "";
    const session = await first.run("find", before.sid);
    same(
      session?.currentHash,
      digestWonBy(winner, goal),
      "the session is not as the rotation that won wrote it",
    );
  },

  "several processes: a revocation is never undone by rotations and receipts of others": async (
    processes,
    first,
  ) => {
    for (let i = 0; i < 10; i++) {
      const session = sessionRow({ sid: `s${i}` });
      const end = { ...logout, at: startOfTime + i };
      await first.run("insert", session);
      const [ended, ...written] = await Promise.all([
        first.run("revokeInUse", session.sid, session.generation + 5, end),
        ...processes.slice(1).map((one) => one.run("useUntilEnded", session.sid)),
      ]);
      same(ended?.ended, end, "revoke did not end a session that others were rotating");
      const after = await first.run("find", session.sid);
      same(after, ended, "a rotation or receipt in another process changed a session that had ended");
      same(after?.generation, Math.max(...written), "a revocation undid a rotation that came before it");
    }
  },

  "several processes: of their revocations exactly one ends each session": async (processes, first) => {
    const sids = Array.from({ length: 50 }, (_, i) => `s${i}`);
    await first.run(
      "insertAll",
      sids.map((sid) => sessionRow({ sid })),
    );
    const ended = await Promise.all(
      processes.map((one, i) => one.run("revokeEach", sids, { ...logout, at: startOfTime + i })),
    );
    same(ended.flat().sort(), [...sids].sort(), "a session was ended by no process, or by several");
    for (const [i, mine] of ended.entries()) {
      for (const sid of mine) {
        const end = { ...logout, at: startOfTime + i };
        same(
          (await first.run("find", sid))?.ended,
          end,
          "the end is not that of the process that said it ended",
        );
      }
    }
  },

  "several processes: of their revocations of a whole user each session is named once": async (
    processes,
    first,
  ) => {
    const sids = Array.from({ length: 300 }, (_, i) => `s${i}`);
    await first.run(
      "insertAll",
      sids.map((sid) => sessionRow({ sid })),
    );
    const named = await Promise.all(processes.map((one) => one.run("revokeAll", before.subject, logout)));
    same(
      named.flat().sort(),
      [...sids].sort(),
      "revokeAll in several processes named a session twice, or missed one",
    );
  },

  "several processes: a sid is taken once": async (processes, first) => {
    const sids = Array.from({ length: 50 }, (_, i) => `s${i}`);
    const added = await Promise.all(
      processes.map((one, i) =>
        one.run(
          "insertEach",
          sids.map((sid) => sessionRow({ sid, subject: names[i] ?? "" })),
        ),
      ),
    );
    same(added.flat().sort(), [...sids].sort(), "a sid was taken by no process, or by several");
    for (const [i, mine] of added.entries()) {
      for (const sid of mine) {
        same(
          (await first.run("find", sid))?.subject,
          names[i],
          "the session is not that of the process that added it",
        );
      }
    }
  },

  "several processes: their sweeps remove and count each session once": async (processes, first) => {
    const over = Array.from({ length: 300 }, (_, i) => sessionRow({ sid: `s${i}`, expiresAt: 1 }));
    await first.run("insertAll", over);
    await first.run("insert", before);
    const counts = await Promise.all(processes.map((one) => one.run("sweep", startOfTime, 20)));
    const total = counts.reduce((sum, count) => sum + count, await first.run("sweep", startOfTime, 20));
    same(total, over.length, "sweeps of several processes counted a session twice, or not at all");
    same(await first.run("find", before.sid), before, "a sweep took or changed a live session");
  },

  "several processes: an e-mail is taken once": async (processes, first) => {
    const emails = Array.from({ length: 50 }, (_, i) => `${i}@example.com`);
    const added = await Promise.all(
      processes.map((one, i) => one.run("insertUsers", emails, names[i] ?? "")),
    );
    same(added.flat().sort(), [...emails].sort(), "an e-mail was taken by no process, or by several");
    for (const [i, mine] of added.entries()) {
      for (const email of mine) {
        same(
          await first.run("findUser", email),
          names[i],
          "the user is not that of the process that added them",
        );
      }
    }
  },

  "several processes: all see the same signing keys in the same order": async (processes) => {
    const own = names.map((name) => ["everybody's", ...Array.from({ length: 10 }, (_, i) => `${name} ${i}`)]);
    await Promise.all(processes.map((one, i) => one.run("insertKeys", own[i] ?? [])));
    const [first = [], ...others] = await Promise.all(processes.map((one) => one.run("keys")));
    same([...first].sort(), [...new Set(own.flat())].sort(), "a key was lost, or is there twice");
    for (const other of others) same(other, first, "two processes see the keys in different orders");
  },
};

/** The cases for several processes. */
export function processCases(shared: SharedStore): StoreCase[] {
  return Object.entries(checks).map(([name, check]) => ({ name, run: () => inProcesses(shared, check) }));
}

async function inProcesses(shared: SharedStore, check: Check): Promise<void> {
  const location = await shared.location();
  const starting = await Promise.allSettled(names.map(() => startProcess(shared, location)));
  const processes = starting.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  try {
    for (const one of starting) if (one.status === "rejected") throw one.reason;
    const [first] = processes;
    if (first !== undefined) await check(processes, first);
  } catch (error) {
    throw asAssertion(error);
  } finally {
    await Promise.all(processes.map((one) => one.end()));
  }
}
