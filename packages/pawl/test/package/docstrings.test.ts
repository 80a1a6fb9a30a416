/**
 * Goal: everything public has a docstring.
 * Method: from each entry file, exported names are followed to the file that declares them; the declaration must
 * come right after a `/** … *\/` comment.
 */
import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { packageSources, type SourceFile } from "./sources.ts";

const sources = new Map(packageSources().map((source) => [source.path, source]));

const entries = Object.values(manifest.exports).flatMap((target) =>
  typeof target === "string" ? [] : [target.default.replace(/^\.\/dist\/(.*)\.js$/, "$1")],
);

const reExport = /^export\s+(?:type\s+)?\{([^}]*)\}\s*(?:from\s+"([^"]+)")?/gm;
const importStatement = /^import\s+(?:type\s+)?\{([^}]*)\}\s*from\s+"([^"]+)"/gm;
const declaration = (name: string): RegExp =>
  new RegExp(
    `^(?:export )?(?:declare )?(?:abstract )?(?:async )?(?:function\\*?|const|let|class|interface|type) ${name}\\b`,
    "m",
  );
const exported =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type) (\w+)/gm;

/** `a, type b as c` → `[["a", "a"], ["b", "c"]]`: the name there, and the name here. */
function namesIn(list: string): [there: string, here: string][] {
  return list
    .split(",")
    .map((part) => part.trim().replace(/^type\s+/, ""))
    .filter((part) => part !== "")
    .map((part) => {
      const [there = "", here = there] = part.split(/\s+as\s+/);
      return [there, here];
    });
}

function fileOf(path: string): SourceFile {
  const source = sources.get(path) ?? sources.get(`${path}.ts`) ?? sources.get(`${path}.tsx`);
  if (source === undefined) throw new Error(`There is no ${path} in src.`);
  return source;
}

const resolve = (from: SourceFile, target: string): SourceFile =>
  fileOf(posix.join(posix.dirname(from.path), target));

/** Names that a file exports, each with the file it comes from. */
function exportsOf(file: SourceFile): { name: string; from: SourceFile }[] {
  const found = [...file.text.matchAll(exported)].map((match) => ({ name: match[1] ?? "", from: file }));
  for (const [, list = "", target] of file.text.matchAll(reExport)) {
    for (const [there] of namesIn(list)) {
      found.push({ name: there, from: target === undefined ? file : resolve(file, target) });
    }
  }
  return found;
}

/** Whether the declaration of a name, wherever it is, comes right after a docstring. */
function isDocumented(name: string, file: SourceFile): boolean {
  const match = declaration(name).exec(file.text);
  if (match !== null) return endsInDocstring(file.text.slice(0, match.index));
  for (const pattern of [reExport, importStatement]) {
    for (const [, list = "", target] of file.text.matchAll(pattern)) {
      const found = namesIn(list).find(([, here]) => here === name);
      if (found !== undefined && target?.startsWith(".") === true) {
        return isDocumented(found[0], resolve(file, target));
      }
    }
  }
  throw new Error(`${file.path} exports ${name}, but nothing declares it.`);
}

/** The last thing in the text is a docstring, and it says something. */
function endsInDocstring(text: string): boolean {
  const comment = text.slice(text.lastIndexOf("/**")).trimEnd();
  return comment.indexOf("*/") === comment.length - 2 && /\w+ \w+/.test(comment);
}

describe("docstrings", () => {
  test.each(entries)("everything that %s exports has one", (entry) => {
    const names = exportsOf(fileOf(entry));
    expect(names.length).toBeGreaterThan(0);
    expect(
      names
        .filter(({ name, from }) => !isDocumented(name, from))
        .map(({ name, from }) => `${from.path}: ${name}`),
    ).toEqual([]);
  });
});
