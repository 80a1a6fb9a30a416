/**
 * Goal: the defaults that SECURITY.md gives and justifies are the ones that apply.
 * Method: its table is read and compared with the exported policy, both ways.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { days, defaultPolicy, hours, minutes, seconds } from "../../src/session/policy.ts";
import { repository } from "./sources.ts";

const units: Record<string, (n: number) => number> = { seconds, minutes, hours, days };

test("SECURITY.md documents every option of the policy with its default", () => {
  const text = readFileSync(join(repository, "SECURITY.md"), "utf8");
  const durations = [...text.matchAll(/^\| `(\w+)` \| (\d+) (seconds|minutes|hours|days) \|/gm)];
  const switches = [...text.matchAll(/^\| `(\w+)` \| (true|false) \|/gm)];
  const documented = [
    ...durations.map(([, name, n, unit = ""]) => [name, units[unit]?.(Number(n))]),
    ...switches.map(([, name, value]) => [name, value === "true"]),
  ];
  expect(Object.fromEntries(documented)).toEqual(defaultPolicy);
});
