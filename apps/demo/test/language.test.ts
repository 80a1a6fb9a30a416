/**
 * Goal: whoever chooses a language reads all of it in that language, dialogs included. Method: the texts themselves,
 * compared with the English ones, those of Pawl's own components among them.
 */
import { defaultTexts, defaultWarningTexts } from "pawl/react";
import { expect, test } from "vitest";
import { arabic } from "../src/language/arabic.ts";
import { english } from "../src/language/english.ts";
import { german } from "../src/language/german.ts";
import { inWords, type Texts } from "../src/language/texts.ts";

/** Every text by its path; functions with an example. */
function flat(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String(value(90, "7"))]];
  return Object.entries(value as object).flatMap(([name, inner]) => flat(inner, `${path}.${name}`));
}

const complete = (texts: Texts) =>
  new Map(
    flat({
      ...texts,
      sessionExpired: { ...defaultTexts, ...texts.sessionExpired },
      inactivityWarning: { ...defaultWarningTexts, ...texts.inactivityWarning },
    }),
  );

test.each([
  ["German", german],
  ["Arabic", arabic],
])("%s replaces every text", (_name, texts) => {
  const ours = complete(texts);
  const same = [...complete(english)].filter(([path, text]) => path !== ".dir" && ours.get(path) === text);
  expect(same).toEqual([]);
});

test("Arabic has no word in Latin letters but the product's name", () => {
  const latin = [...complete(arabic)]
    .filter(([path]) => path !== ".lang" && path !== ".dir")
    .filter(([, text]) => /[a-z]{2}/i.test(text.replaceAll("Pawl", "")));
  expect(latin).toEqual([]);
});

test.each([
  ["en", 1, "1 second"],
  ["en", 119, "119 seconds"],
  ["en", 121, "3 minutes"],
  ["de", 1, "1 Sekunde"],
  ["de", 600, "10 Minuten"],
  ["ar", 2, "ثانيتان"],
])("in %s, %d seconds are said with that language's own plural", (lang, seconds, words) => {
  expect(inWords(lang, seconds)).toBe(words);
});
