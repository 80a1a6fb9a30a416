/**
 * Goal: what package.json promises is there, and can be imported.
 * Method: the export map is held against the built files and against a plain Node that imports every subpath.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { packageFolder, packageSources, repository } from "./sources.ts";

const subpaths = Object.keys(manifest.exports).filter((subpath) => subpath !== "./package.json");
const nameOf = (subpath: string): string => subpath.replace(/^\./, "pawl");

function runNode(code: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ["--input-type=module", "-e", code], {
    cwd: packageFolder,
    encoding: "utf8",
  });
}

describe("the export map", () => {
  test("names the sides by subpaths and has no root export", () => {
    expect(subpaths).toEqual([
      "./server",
      "./http",
      "./http/node",
      "./http/hono",
      "./http/express",
      "./http/fastify",
      "./stores/sqlite",
      "./stores/postgres",
      "./stores/redis",
      "./stores/memory",
      "./next",
      "./testing",
      "./verify",
      "./client",
      "./client/event-source",
      "./client/websocket",
      "./client/query",
      "./react",
      "./router",
      "./vue",
      "./svelte",
    ]);
    expect(runNode('await import("pawl")').stderr).toContain("ERR_PACKAGE_PATH_NOT_EXPORTED");
  });

  test("points at files that exist once the package is built", () => {
    const targets = [
      ...Object.values(manifest.exports).flatMap((target) =>
        typeof target === "string" ? [target] : Object.values(target),
      ),
      ...Object.values(manifest.bin),
    ];
    expect(targets.filter((target) => !existsSync(join(packageFolder, target)))).toEqual([]);
  });

  test("keeps every server subpath, and only those, from browsers", () => {
    const guarded = Object.entries(manifest.exports)
      .filter(([, target]) => typeof target === "object" && "browser" in target)
      .map(([subpath]) => subpath);
    expect(guarded).toEqual(
      subpaths.filter((subpath) => !/^\.\/(client|react|router|verify|vue|svelte)(\/|$)/.test(subpath)),
    );
  });

  // Wrangler and Next.js ask for these, in any order; a browser's workers ask for `worker` and `browser` alone.
  test.each([
    ["of Workers", ["workerd", "worker", "browser"], ["pawl/http", "pawl/http/hono"]],
    ["of the edge", ["edge-light", "worker", "browser"], ["pawl/http", "pawl/http/hono"]],
    ["of browsers", ["worker", "browser"], []],
  ])(
    "gives a bundler %s what runs there, and the sentence for everything else",
    async (_, conditions, open) => {
      const guarded = subpaths
        .map(nameOf)
        .filter((name) => !/^pawl\/(client|react|router|verify|vue|svelte)/.test(name));
      const given = await Promise.all(
        guarded.map(async (name) => {
          const { metafile } = await build({
            stdin: { contents: `export * from ${JSON.stringify(name)}`, resolveDir: packageFolder },
            ...{
              bundle: true,
              format: "esm",
              write: false,
              metafile: true,
              platform: "neutral",
              logLevel: "silent",
            },
            ...{ conditions, external: ["node:*"] },
          });
          const inputs = Object.keys(metafile.inputs);
          return inputs.some((path) => path.includes("not-for-browsers")) ? [] : [name];
        }),
      );
      expect(given.flat()).toEqual(open);
    },
  );

  test("what Workers are given is made of nothing of Node's", async () => {
    for (const name of ["pawl/http", "pawl/http/hono", "pawl/verify"]) {
      const { outputFiles } = await build({
        stdin: { contents: `export * from ${JSON.stringify(name)}`, resolveDir: packageFolder },
        ...{ bundle: true, format: "esm", write: false, platform: "neutral", conditions: ["workerd"] },
        external: ["node:*"],
      });
      expect(outputFiles[0]?.text).not.toContain("node:");
    }
  });

  test.each(subpaths.map(nameOf))("%s can be imported in Node, silently, and exports something", (name) => {
    const { status, stdout, stderr } = runNode(
      `console.log(Object.keys(await import(${JSON.stringify(name)})).length)`,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(Number(stdout)).toBeGreaterThan(0);
  });

  test("every subpath has named exports only", () => {
    const entries = subpaths.map(nameOf).map((name) => JSON.stringify(name));
    const code = `for (const name of [${entries.join()}]) if ("default" in (await import(name))) console.log(name)`;
    expect(runNode(code).stdout).toBe("");
  });
});

describe("the published package", () => {
  test("has an index.ts only where a subpath begins", () => {
    const entries = Object.values(manifest.exports).flatMap((target) =>
      typeof target === "string" ? [] : [target.default],
    );
    const indexes = packageSources()
      .map(({ path }) => path)
      .filter((path) => /(^|\/)index\.tsx?$/.test(path));
    expect(indexes.filter((path) => !entries.includes(`./dist/${path.replace(/tsx?$/, "js")}`))).toEqual([]);
  });

  test("carries the licence of the repository", () => {
    const read = (folder: string): string => readFileSync(join(folder, "LICENSE"), "utf8");
    expect(read(packageFolder)).toBe(read(repository));
  });

  test("has its version in the changelog", () => {
    expect(readFileSync(join(repository, "CHANGELOG.md"), "utf8")).toContain(`## [${manifest.version}]`);
  });
});
