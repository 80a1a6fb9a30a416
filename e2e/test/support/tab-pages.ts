import { join } from "node:path";
import { build } from "esbuild";

/** The scripts of the test pages by their path, as a browser gets them. */
export type Scripts = ReadonlyMap<string, string>;

const folder = join(import.meta.dirname, "page");
let built: Promise<Scripts> | undefined;

/** Bundles the test pages with the client as it was built and is published; once for all tests of a file. */
export function tabScripts(): Promise<Scripts> {
  built ??= bundle();
  return built;
}

async function bundle(): Promise<Scripts> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, "tab.ts"), join(folder, "strict-mode.ts")],
    outdir: folder,
    bundle: true,
    // The part that is loaded later is loaded later here, too.
    splitting: true,
    format: "esm",
    target: "es2023",
    define: { "process.env.NODE_ENV": '"development"' },
    write: false,
    logLevel: "error",
  });
  return new Map(outputFiles.map(({ path, text }) => [`/scripts${path.slice(folder.length)}`, text]));
}

/** The document that loads one of them; `options` are the client's. */
export function tabDocument(script: string, options: object): string {
  const json = JSON.stringify(options).replaceAll("<", "\\u003c");
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>A tab</title>
<script type="application/json" id="options">${json}</script>
<script type="module" src="/scripts/${script}.js"></script>`;
}
