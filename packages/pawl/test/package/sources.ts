import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";

/** The root of the repository, and of the published package. */
export const repository: string = join(import.meta.dirname, "../../../..");
export const packageFolder: string = join(import.meta.dirname, "../..");

export interface SourceFile {
  /** Relative to the folder that was asked for, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

// What is not ours, was made from something else, or is the state of a running demo.
const skipped =
  /^(node_modules|dist|coverage|\.demo|\.git|\.stryker|\.next|next-env\.d\.ts|pawl-api\.d\.ts|.*\.sqlite.*|.*\.secrets|.*\.tgz|screenshots|traces)$/;

/** Every text file below a folder of the repository, in a stable order. */
export function filesBelow(folder: string): SourceFile[] {
  const found: SourceFile[] = [];
  const visit = (current: string): void => {
    for (const name of readdirSync(current).sort()) {
      if (skipped.test(name)) continue;
      const file = join(current, name);
      if (statSync(file).isDirectory()) visit(file);
      else {
        const text = readFileSync(file, "utf8");
        if (!text.includes("\0")) found.push({ path: relative(folder, file).split(sep).join("/"), text });
      }
    }
  };
  visit(folder);
  return found;
}

/** The TypeScript of packages/pawl/src. */
export function packageSources(): SourceFile[] {
  return filesBelow(join(packageFolder, "src")).filter(({ path }) => /\.[cm]?tsx?$/.test(path));
}

// The formatter puts every statement at the start of a line, and docstrings never begin one, so a statement can
// be told from an example in a comment. Types count as well as values: an arrow is an arrow.
const fromStatement = /^(?:import|export)\s[^"';]*?from\s+"([^"]+)"/gm;
const sideEffectImport = /^import\s+"([^"]+)"/gm;
const dynamicImport = /\bimport\(\s*"([^"]+)"/g;

/** What a file imports or re-exports: relative paths resolved like `path`, packages as they are written. */
export function importsOf(source: SourceFile): string[] {
  return importsBy([fromStatement, sideEffectImport, dynamicImport], source);
}

/** The same, without types and without what is loaded when it is needed. */
export function importsAtStartOf(source: SourceFile): string[] {
  return importsBy([/^(?:import|export)\s(?!type\s)[^"';]*?from\s+"([^"]+)"/gm, sideEffectImport], source);
}

function importsBy(patterns: readonly RegExp[], { path, text }: SourceFile): string[] {
  return patterns
    .flatMap((pattern) => [...text.matchAll(pattern)])
    .map((match) => match[1] ?? "")
    .map((target) => (target.startsWith(".") ? posix.join(dirname(path), target) : target));
}
