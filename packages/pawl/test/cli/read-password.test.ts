// Goal: a password typed at a terminal is never shown, can be corrected, and must be the same twice.
// Method: a terminal made of events, at which the test types.
import { expect, test } from "vitest";
import { readNewPassword } from "../../src/cli/read-password.ts";
import type { Input, Terminal } from "../../src/cli/terminal.ts";

/** A terminal at which someone types; gives what was shown, and whether typing was hidden while they did. */
function typing(...keys: (string | Uint8Array)[]): {
  terminal: Terminal;
  shown: () => string;
  raw: boolean[];
} {
  const raw: boolean[] = [];
  const written: string[] = [];
  const listeners = new Set<(chunk: Uint8Array | string) => void>();
  const type = () => {
    const chunk = keys.shift();
    if (chunk === undefined || listeners.size === 0) return;
    for (const listener of listeners) listener(chunk);
    setImmediate(type);
  };
  const stdin: Input = {
    isTTY: true,
    setRawMode: (on) => raw.push(on),
    on: (_, listener) => listeners.add(listener),
    off: (_, listener) => listeners.delete(listener),
    resume: () => setImmediate(type),
    pause: () => undefined,
    // biome-ignore lint/correctness/useYield: a terminal is never read to its end
    async *[Symbol.asyncIterator]() {
      await Promise.reject(new Error("A terminal was read as a pipe."));
    },
  };
  const output = { write: (text: string) => written.push(text) };
  const terminal: Terminal = { env: {}, stdin, stdout: output, stderr: output };
  return { terminal, shown: () => written.join(""), raw };
}

test("it is asked for twice and never shown", async () => {
  const { terminal, shown, raw } = typing("correct ", "horse\r", "correct horse\n");
  expect(await readNewPassword(terminal)).toBe("correct horse");
  expect(shown()).toBe("Password: \nThe same again: \n");
  expect(raw).toEqual([true, false, true, false]);
});

test("it can be corrected by character and by line, also where a character is several bytes", async () => {
  const euro = new TextEncoder().encode("€");
  const { terminal } = typing(
    "wrong\u0015pas\u007f\bsß",
    euro.slice(0, 1),
    euro.slice(1),
    "\r",
    "psß€\u0004",
  );
  expect(await readNewPassword(terminal)).toBe("psß€");
});

test("one that differs the second time changes nothing", async () => {
  const { terminal } = typing("one\r", "two\r");
  await expect(readNewPassword(terminal)).rejects.toThrow("The two passwords differ");
});

test("it can be called off, and the terminal is as it was", async () => {
  const { terminal, raw } = typing("on\u0003");
  await expect(readNewPassword(terminal)).rejects.toThrow("Cancelled");
  expect(raw.at(-1)).toBe(false);
});
