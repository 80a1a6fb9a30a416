// Goal: whatever is logged is one valid JSON line that nobody can forge, flood or be attacked by, and an error shows
// its name, message and code and nothing else (ASVS 16.2.5, 16.4.1).
// Method: hostile text and errors go in, the raw line and what a reader parses from it come out.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeError } from "../../src/cli/describe-error.ts";
import { jsonLine, printable, truncate } from "../../src/cli/json-line.ts";
import { createLog } from "../../src/cli/log.ts";
import { logSessionEvents } from "../../src/cli/log-session-events.ts";
import type { SessionEvent } from "../../src/session/events.ts";
import { StoreError } from "../../src/session/store.ts";

const now = Date.UTC(2026, 10, 23, 12, 4, 5, 678);

function lineOf(fields: Record<string, unknown>): string {
  const lines: string[] = [];
  createLog(
    (line) => lines.push(line),
    () => now,
  )("info", "tested", fields);
  expect(lines).toHaveLength(1);
  return lines[0] ?? "";
}

function eventLine(event: SessionEvent): Record<string, unknown> {
  const lines: string[] = [];
  logSessionEvents(
    createLog(
      (line) => lines.push(line),
      () => 0,
    ),
  )(event);
  return JSON.parse(lines.join(""));
}

describe("a log line", () => {
  test("says when in UTC, how serious, and what", () => {
    expect(lineOf({ route: "/refresh" })).toBe(
      '{"time":"2026-11-23T12:04:05.678Z","level":"info","event":"tested","route":"/refresh"}\n',
    );
  });

  test("stays one line of printable ASCII where the text tries to break out, colour, hide or reverse it", () => {
    const hostile = 'a\r\n{"level":"error"}\u001B[31m\u009B2J\u2028\u2029\u0000\u007F\u202E\u200B\uFEFF"\\';
    const line = lineOf({ user: hostile });
    expect(line).toMatch(/^[\x20-\x7E]+\n$/);
    expect(JSON.parse(line).user).toBe(hostile);
  });

  test("is one valid line for any text at all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const line = lineOf({ text });
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
        expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]/);
        expect(JSON.parse(line).text).toBe(text);
      }),
    );
  });

  test("stays short, however long the text, at every depth", () => {
    const line = lineOf({ agent: "x".repeat(10_000), error: { message: "y".repeat(10_000) } });
    expect(line.length).toBeLessThan(700);
    expect(JSON.parse(line).agent).toBe(`${"x".repeat(256)}…`);
  });

  test("that cannot be written harms nobody", () => {
    const log = createLog(
      () => {
        throw new Error("EPIPE");
      },
      () => now,
    );
    expect(() => log("info", "tested")).not.toThrow();
    expect(() =>
      createLog(
        () => undefined,
        () => Number.NaN,
      )("info", "tested"),
    ).not.toThrow();
  });
});

test("text is never cut through a character", () => {
  expect(truncate("ab😀", 3)).toBe("ab…");
  expect(truncate("ab😀", 4)).toBe("ab😀");
  expect(jsonLine("ab😀cd", 3)).toBe('"ab…"');
});

test("text for a terminal shows its control characters instead of obeying them", () => {
  expect(printable("a\u001B]0;title\u0007\u202Eb\uD800", 100)).toBe("a\\u001b]0;title\\u0007\\u202eb\\ud800");
});

describe("an error in a log line", () => {
  test("shows name, message and code, and the same of its causes, and no stack", () => {
    const cause = Object.assign(new Error("disk full"), {
      code: "SQLITE_FULL",
      errcode: 13,
      parameters: ["canary"],
    });
    expect(describeError(new StoreError("SQLite could not commit", { cause }))).toEqual({
      name: "StoreError",
      message: "SQLite could not commit",
      cause: { name: "Error", message: "disk full", code: "SQLITE_FULL" },
    });
  });

  test("has no text in it that looks like a token, whoever wrote the message", () => {
    const token = "AXtU4tJb1e7Ku9gZfw1k83ux5gtvAAAAAGOEednF_T1HpkDA0MymwBkE8u8frmNT5-vX1T30XI0";
    const jwt = `eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.${token}.${token}`;
    const described = JSON.stringify(describeError(new Error(`bad: ${token} and ${jwt}`)));
    expect(described).not.toContain(token.slice(0, 40));
    expect(described).toContain("[left out]");
  });

  test("ends where its causes go round in a circle", () => {
    const error = new Error("round");
    error.cause = error;
    expect(JSON.stringify(describeError(error)).match(/round/g)).toHaveLength(3);
  });

  test("may be no error at all, and is not shown then", () => {
    expect(describeError("canary secret")).toEqual({ name: "NotAnError", message: "a thrown string" });
  });
});

describe("an event of the engine", () => {
  test("becomes a line with its own time and its fields", () => {
    expect(
      eventLine({ type: "session_created", at: now, session: "pseudonym", subject: "usr_1", amr: ["pwd"] }),
    ).toEqual({
      time: "2026-11-23T12:04:05.678Z",
      level: "info",
      event: "session_created",
      session: "pseudonym",
      subject: "usr_1",
      amr: ["pwd"],
    });
  });

  test.each<[string, SessionEvent]>([
    ["info", { type: "refresh_refused", at: now, session: "p", code: "session_expired" }],
    ["warn", { type: "refresh_refused", at: now, session: "p", code: "refresh_token_reused" }],
    ["info", { type: "session_ended", at: now, session: "p", subject: null, reason: "logged_out" }],
    ["warn", { type: "session_ended", at: now, session: "p", subject: null, reason: "refresh_token_reused" }],
    ["warn", { type: "login_failed", at: now, account: "vSPzGm0uW3fO3zqk", code: "invalid_credentials" }],
    ["warn", { type: "csrf_rejected", at: now, route: "/login" }],
    ["error", { type: "unavailable", at: now, what: "/refresh", error: new StoreError("no answer") }],
    ["error", { type: "internal_error", at: now, route: "/refresh", error: new TypeError("x") }],
  ])("is %s where it is %j", (level, event) => {
    expect(eventLine(event)["level"]).toBe(level);
  });

  test("with an error in it shows it as such", () => {
    const line = eventLine({
      type: "unavailable",
      at: now,
      what: "receipt",
      error: new StoreError("no answer"),
    });
    expect(line["error"]).toEqual({ name: "StoreError", message: "no answer" });
  });
});
