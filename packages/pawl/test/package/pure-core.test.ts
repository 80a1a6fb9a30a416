/**
 * Goal: the core decides and does nothing else: no waiting, no clock, no randomness, no platform.
 * Method: protocol/ and session/, without comments and types, are searched for the words that would do it.
 * That they compile without any platform's types is checked beside this, by tsconfig.core.json.
 */
import { transformSync } from "esbuild";
import { expect, test } from "vitest";
import { packageSources } from "./sources.ts";

const impure =
  /\b(await|async|Promise\.|Date\b|Math\.random|performance\b|setTimeout|setInterval|queueMicrotask|crypto\b|process\b|globalThis\b|fetch\()|node:/g;

test("protocol and session contain no await, no clock, no randomness and no platform", () => {
  const core = packageSources().filter(({ path }) => /^(protocol|session)\//.test(path));
  const wrong = core.flatMap(({ path, text }) => {
    const { code } = transformSync(text, { loader: "ts", minifyWhitespace: true, legalComments: "none" });
    return [...code.matchAll(impure)].map(([word]) => `${path}: ${word}`);
  });
  expect(core.length).toBeGreaterThan(5);
  expect(wrong).toEqual([]);
});
