import { relative } from "node:path";
import { gzipSync } from "node:zlib";
import { type BuildResult, build, type Metafile, type Plugin } from "esbuild";
import manifest from "../../package.json" with { type: "json" };
import { packageFolder } from "./sources.ts";

/** Subpaths as they are imported, e.g. `pawl/client`: those that browsers are kept from, or the others. */
function subpaths(guarded: boolean): string[] {
  return Object.entries(manifest.exports)
    .filter(([, target]) => typeof target === "object" && "browser" in target === guarded)
    .map(([subpath]) => subpath.replace(/^\./, "pawl"));
}

export const serverSubpaths: readonly string[] = subpaths(true);
export const browserSubpaths: readonly string[] = subpaths(false);

/** What the bundler calls the code that it is given. */
const entry = "entry";

/** A file of the package, and how many minified bytes are its. */
export interface FileInBundle {
  readonly path: string;
  readonly bytes: number;
}

/** What a bundler makes of some code: the files that a page loads at start, and those that it may load later. */
export interface Bundle {
  readonly start: readonly string[];
  readonly lazy: readonly string[];
  /** The files of the package that are in it, relative to its `dist`, the heaviest first. */
  readonly files: readonly FileInBundle[];
  /** The packages that it leaves to the app. */
  readonly packages: readonly string[];
}

/** Other packages are the app's own; of ours, a file may be left out of the count. */
function outside(leftOut: RegExp | undefined): Plugin {
  return {
    name: "outside",
    setup(builder) {
      builder.onResolve({ filter: /^[^./]/ }, ({ path }) =>
        path.startsWith("pawl/") ? undefined : { path, external: true },
      );
      if (leftOut) builder.onResolve({ filter: leftOut }, ({ path }) => ({ path, external: true }));
    },
  };
}

/** Bundles code that imports the built package, as an app's bundler would. */
export async function bundle(contents: string, leftOut?: RegExp): Promise<Bundle> {
  const result = await build({
    stdin: { contents, resolveDir: packageFolder, sourcefile: entry },
    bundle: true,
    splitting: true,
    outdir: packageFolder,
    absWorkingDir: packageFolder,
    platform: "browser",
    format: "esm",
    minify: true,
    metafile: true,
    write: false,
    logLevel: "silent",
    plugins: [outside(leftOut)],
  });
  return sorted(result);
}

function sorted({ metafile, outputFiles }: BuildResult<{ write: false; metafile: true }>): Bundle {
  const atStart = loaded(metafile, ["import-statement"]);
  // The bundler also leaves what was imported lazily by code that it dropped: nothing loads that.
  const everLoaded = loaded(metafile, ["import-statement", "dynamic-import"]);
  const texts = outputFiles
    .map(({ path, text }) => ({ path: relative(packageFolder, path), text }))
    .filter(({ path }) => everLoaded.has(path));
  const parts = Object.entries(metafile.outputs).filter(([path]) => everLoaded.has(path));
  const bytesOf = (file: string): number =>
    parts.reduce((sum, [, { inputs }]) => sum + (inputs[file]?.bytesInOutput ?? 0), 0);
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  return {
    start: texts.filter(({ path }) => atStart.has(path)).map(({ text }) => text),
    lazy: texts.filter(({ path }) => !atStart.has(path)).map(({ text }) => text),
    files: Object.keys(metafile.inputs)
      .filter((path) => path !== entry)
      .map((path) => ({ path: path.replace(/^dist\//, ""), bytes: bytesOf(path) }))
      .sort((a, b) => b.bytes - a.bytes),
    packages: [...new Set(imports.filter(({ external }) => external).map(({ path }) => path))],
  };
}

/** The entry, and all that it brings along by imports of these kinds. */
function loaded({ outputs }: Metafile, kinds: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const { path: next, kind } of outputs[path]?.imports ?? [])
      if (kinds.includes(kind) && next in outputs) visit(next);
  };
  for (const [path, { entryPoint }] of Object.entries(outputs)) if (entryPoint === entry) visit(path);
  return reached;
}

/** Bytes that travel, if each file is compressed by itself. */
export const gzipSize = (files: readonly string[]): number =>
  files.reduce((size, text) => size + gzipSync(text, { level: 9 }).byteLength, 0);
