/**
 * Goal: what reaches a browser is small and holds nothing of the server; what is the server's says so there.
 * Method: the built package is bundled by its public subpaths, as an app's bundler would, and looked into.
 */
import { gzipSync } from "node:zlib";
import { type BuildResult, build, type Plugin } from "esbuild";
import { describe, expect, test } from "vitest";
import { packageFolder } from "./sources.ts";

type Bundle = BuildResult<{ write: false; metafile: true }>;

const reactIsTheirs: Plugin = {
  name: "react-is-theirs",
  setup: (builder) => builder.onResolve({ filter: /^react(\/|$)/ }, ({ path }) => ({ path, external: true })),
};

function bundle(contents: string): Promise<Bundle> {
  return build({
    stdin: { contents, resolveDir: packageFolder },
    bundle: true,
    platform: "browser",
    format: "esm",
    minify: true,
    metafile: true,
    write: false,
    logLevel: "silent",
    plugins: [reactIsTheirs],
  });
}

const textOf = ({ outputFiles }: Bundle): string => outputFiles.map(({ text }) => text).join("");
const gzipSize = (text: string): number => gzipSync(text, { level: 9 }).byteLength;
const everythingFrom = (...subpaths: string[]): string =>
  subpaths.map((subpath) => `export * from "${subpath}";`).join("\n");

// Words that only a server's code holds. The cookie's name is among them: the client has no business with it.
const serverOnly = ["node:", "require(", "sqlite", "argon2", "zod", "createHmac", "timingSafeEqual", "hkdf"];
const serverOnlyToo = ["Set-Cookie", "__Host-", "process.", "Buffer", "PAWL_SECRETS", "sourceMappingURL"];

describe("a browser bundle of pawl/client and pawl/react", () => {
  test("is made of client, react and protocol, and of nothing else", async () => {
    const { metafile } = await bundle(everythingFrom("pawl/client", "pawl/react"));
    const inputs = Object.keys(metafile.inputs).filter((input) => input !== "<stdin>");
    expect(inputs.length).toBeGreaterThan(5);
    expect(inputs.filter((input) => !/(^|\/)dist\/(client|react|protocol)\//.test(input))).toEqual([]);
  });

  test("contains none of the server's words", async () => {
    const text = textOf(await bundle(everythingFrom("pawl/client", "pawl/react")));
    expect([...serverOnly, ...serverOnlyToo].filter((word) => text.includes(word))).toEqual([]);
  });

  test("stays within its budget: 5 kB for the client, 2 kB more for React and its styles", async () => {
    const client = gzipSize(textOf(await bundle(everythingFrom("pawl/client"))));
    const both = gzipSize(textOf(await bundle(everythingFrom("pawl/client", "pawl/react"))));
    process.stdout.write(`gzip: pawl/client ${client} B, pawl/react ${both - client} B more\n`);
    expect(client).toBeLessThanOrEqual(5000);
    expect(both - client).toBeLessThanOrEqual(2000);
  });
});

describe("a browser bundle of a server subpath", () => {
  const serverSubpaths: readonly (readonly [subpath: string, name: string])[] = [
    ["pawl/server", "createPawl"],
    ["pawl/http", "requireSession"],
    ["pawl/http/node", "toNodeListener"],
    ["pawl/http/hono", "pawlRoutes"],
    ["pawl/http/express", "pawlRouter"],
    ["pawl/stores/sqlite", "sqliteStore"],
    ["pawl/stores/memory", "memoryStore"],
  ];

  test.each(serverSubpaths)(
    "%s can be bundled, and throws one sentence that says why",
    async (subpath, name) => {
      const text = textOf(await bundle(`import { ${name} } from "${subpath}"; ${name}({});`));
      const load = import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`);
      await expect(load).rejects.toThrow(/run on a server: .* import pawl\/client or pawl\/react$/);
      expect(text.length).toBeLessThan(2000);
    },
  );
});
