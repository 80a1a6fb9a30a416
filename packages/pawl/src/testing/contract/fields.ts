import { endReasons } from "../../protocol/reasons.ts";
import type { Session } from "../../session/session.ts";
import { digestOf, guardFor, rotationFrom, sessionRow } from "../session-row.ts";
import { rejects, same } from "./assertions.ts";
import type { Cases } from "./case.ts";
import { oddNames } from "./odd-names.ts";

/** Bytes that mean something to some encoding: zero, quotes, line ends, and what is no UTF-8. */
const awkwardBytes = Uint8Array.of(
  0,
  0xff,
  0x22,
  0x27,
  0x5c,
  0x0a,
  0x0d,
  0xc3,
  0x28,
  0x80,
  0xfe,
  0,
  0x7f,
  0x25,
  0x5f,
  0,
);

/** What may be in each field, besides what is in an ordinary session. */
const variants: { readonly [Field in keyof Session]?: readonly Session[Field][] } = {
  subject: oddNames,
  generation: [0, 1, 0xff_ff_ff_ff],
  currentHash: [new Uint8Array(32), Uint8Array.of(...awkwardBytes, ...awkwardBytes)],
  previousHash: [null, new Uint8Array(32).fill(0xff)],
  nonce: [null, awkwardBytes],
  keyId: ["-_-_-_"],
  received: [true, false],
  createdAt: [1, Date.UTC(2200, 0, 1)],
  rotatedAt: [1, Date.UTC(2200, 0, 1)],
  activeAt: [1, Date.UTC(2200, 0, 1)],
  expiresAt: [1, Date.UTC(9999, 11, 31)],
  ended: endReasons.map((reason, i) => ({ reason, at: i + 1 })),
  persistent: [true, false],
  amr: [[], ["pwd", "otp", "hwk"], ["a,b", '"', ""]],
  claims: [
    { roles: [], empty: {}, deep: { list: [1, { no: null }], yes: true } },
    { price: 0.1, tiny: 5e-324, large: Number.MAX_SAFE_INTEGER, huge: 1e300, negative: -1.5 },
    Object.fromEntries(oddNames.map((name) => [name, name])),
  ],
  userAgent: [null, "", "M/5.0 (X11; 'Linux'); DROP TABLE sessions; --", "\u{1f31f}".repeat(200)],
};

const varied: readonly Session[] = Object.entries(variants)
  .flatMap(([field, values]) => values.map((value) => ({ [field]: value })))
  .map((differences, i) => sessionRow({ sid: `varied ${i}`, ...differences }));

/** What is put in comes back. */
export const fieldCases: Cases = {
  "insert and find: every field comes back as it was put in, whatever is in it": async ({ sessions }) => {
    await Promise.all(varied.map((session) => sessions.insert(session)));
    for (const session of varied) {
      same(await sessions.find(session.sid), session, "find gave another session than insert was given");
    }
  },

  "find: a session that is not there is undefined": async ({ sessions }) => {
    await sessions.insert(sessionRow({ sid: "Sid" }));
    for (const sid of ["", "sid", "SID", "Sid ", "Si", "Sidd", "Sid\0", "S%", "S__", "*", "__proto__"]) {
      same(
        await sessions.find(sid),
        undefined,
        `find gave a session for ${JSON.stringify(sid)}, which is no sid`,
      );
    }
  },

  "insert: a sid is taken once: the second rejects, and the first session stays as it is": async ({
    sessions,
  }) => {
    const [first, second] = [
      sessionRow(),
      sessionRow({ subject: "usr_grace", currentHash: digestOf("second") }),
    ];
    await sessions.insert(first);
    await rejects(() => sessions.insert(second), "insert took a sid that exists");
    same(await sessions.find(first.sid), first, "an insert that rejected changed the session that was there");
    same(await sessions.list("usr_grace"), [], "an insert that rejected left a session in its user's list");

    await sessions.revoke(first.sid, { reason: "logged_out", at: first.activeAt });
    await rejects(() => sessions.insert(second), "insert took the sid of an ended session");
  },

  "insert: of fifty at once with one sid exactly one is added, and it is the one that stays": async ({
    sessions,
  }) => {
    const rivals = Array.from({ length: 50 }, (_, i) => sessionRow({ currentHash: digestOf(`rival ${i}`) }));
    const outcomes = await Promise.allSettled(rivals.map((session) => sessions.insert(session)));
    const added = rivals.filter((_, i) => outcomes[i]?.status === "fulfilled");
    same(added.length, 1, "of fifty sessions with one sid another number than one was added");
    same(
      await sessions.find(sessionRow().sid),
      added[0],
      "the session that stays is not the one that was added",
    );
    same(
      await sessions.list(sessionRow().subject),
      added,
      "the list does not hold the one that was added, once",
    );
  },

  "find: what was written is seen by whoever asks after its answer": async ({ sessions }) => {
    const before = sessionRow();
    await sessions.insert(before);
    await sessions.find(before.sid);
    await sessions.list(before.subject);
    const next = rotationFrom(before);
    await sessions.rotate(before.sid, guardFor(before), next);
    const after = { ...before, ...next, received: false };
    same(
      await sessions.find(before.sid),
      after,
      "find gave the session as it was before a rotation that was answered",
    );
    same(await sessions.list(before.subject), [after], "list gave a session as it was before a rotation");
    await sessions.receive(before.sid, after.generation);
    same(await sessions.find(before.sid), { ...after, received: true }, "find did not see a receipt");
  },
};
