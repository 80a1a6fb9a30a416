/**
 * Goal: what reaches a browser is small and holds nothing of the server; what is the server's says so there.
 * Method: the built package is bundled by its public subpaths, as an app's bundler would, and looked into. The lists of
 * subpaths come from the manifest, so that a new one needs a row in the table here.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { type Bundle, browserSubpaths, bundle, gzipSize, serverSubpaths } from "./bundle.ts";

/** What one subpath may be. Sizes are bytes after gzip, of everything, whenever it loads. */
interface Row {
  /** How much it may add to an app that has `pawl/client` already. */
  readonly adds: number;
  /** What most apps import of it, and how much that may add. */
  readonly usual?: { readonly names: readonly string[]; readonly adds: number };
  /** The folders of src, beside protocol, that its files may come from. */
  readonly folders: RegExp;
  /** The packages that it may import; the app brings them. */
  readonly packages: readonly string[];
  /** What the budget does not count. */
  readonly leftOut?: RegExp;
}

const clientAlone = /^client\/(?!adapters\/)/;
const clientAndAdapters = /^(client|event-stream)\//;

const rows: Readonly<Record<string, Row>> = {
  // Nothing, but for how the bundler names what it is given twice.
  "pawl/client": { adds: 10, folders: clientAlone, packages: [] },
  "pawl/client/event-source": { adds: 1000, folders: clientAndAdapters, packages: [] },
  "pawl/client/query": { adds: 200, folders: clientAndAdapters, packages: [] },
  "pawl/client/websocket": { adds: 1000, folders: clientAndAdapters, packages: [] },
  "pawl/react": {
    adds: 2780,
    usual: {
      names: ["SessionProvider", "useSession", "SignedIn", "SignedOut", "SessionExpired"],
      adds: 1900,
    },
    folders: /^(react|client|event-stream)\/|^router\/login-href\.js$/,
    packages: ["react", "react/jsx-runtime"],
    leftOut: /\/styles\.js$/,
  },
  "pawl/router": { adds: 350, folders: /^(router|client|event-stream)\//, packages: [] },
  "pawl/vue": { adds: 300, folders: /^(vue|client|event-stream)\//, packages: ["vue"] },
  "pawl/svelte": { adds: 80, folders: /^(svelte|client|event-stream)\//, packages: [] },
  // Not for pages, but for every runtime that a bundler knows by what browsers have.
  "pawl/verify": {
    adds: 8000,
    folders: /^(verify|event-stream)\/|^tokens\/(base64url|check-claims|deep-freeze|limits|strict-json)\.js$/,
    packages: [],
  },
};

/**
 * Of `pawl/client`: everything, and what is left for an app that imports `createClient` alone. It is one file: what must
 * work when nothing can be loaded is in it, and the rest is not worth a request of its own.
 */
const clientInAll = 8050;
const createClientAlone = 7750;

// Words that only a server's code holds. The cookie's name is among them: the client has no business with it.
const serverOnly = [
  ...[/["'`]node:/, /\brequire\(/, /sqlite/, /argon2/, /\bzod\b/, /createHmac/, /timingSafeEqual/, /hkdf/],
  ...[/Set-Cookie/, /__Host-/, /\bprocess\./, /\bBuffer\b/, /PAWL_SECRETS/, /sourceMappingURL/],
];

const everythingFrom = (...subpaths: string[]): string =>
  subpaths.map((subpath) => `export * from "${subpath}";`).join("\n");
const whole = ({ start, lazy }: Bundle): number => gzipSize([...start, ...lazy]);

test("every subpath for browsers has a row in the table, and so a budget", () => {
  expect(browserSubpaths.filter((subpath) => !(subpath in rows))).toEqual([]);
});

describe.each(browserSubpaths)("a browser bundle of %s", (subpath) => {
  const row: Row = rows[subpath] ?? { adds: 0, folders: /^$/, packages: [] };
  const { adds, usual, folders, packages, leftOut } = row;
  let alone: Bundle;
  beforeAll(async () => {
    alone = await bundle(everythingFrom(subpath));
  });

  test("is made of its own folders and protocol, and of nothing else", () => {
    expect(alone.files.length).toBeGreaterThan(0);
    const strangers = alone.files.filter(({ path }) => !/^protocol\//.test(path) && !folders.test(path));
    expect(strangers.map(({ path }) => path)).toEqual([]);
    expect(alone.packages.filter((name) => !packages.includes(name))).toEqual([]);
  });

  test("contains none of the server's words", () => {
    const text = [...alone.start, ...alone.lazy].join("\n");
    expect(serverOnly.filter((word) => word.test(text))).toEqual([]);
  });

  test("stays within its budget", async () => {
    const without = await bundle(everythingFrom("pawl/client"), leftOut);
    const both = await bundle(everythingFrom("pawl/client", subpath), leftOut);
    const added = whole(both) - whole(without);
    process.stdout.write(`${subpath}: ${whole(alone)} B gzip; over pawl/client: ${added} B of ${adds}\n`);
    const heaviest = alone.files.flatMap(({ path, bytes }) => (bytes ? `${path} ${bytes}` : [])).join(", ");
    expect(added, heaviest).toBeLessThanOrEqual(adds);
    if (usual) {
      const client = everythingFrom("pawl/client");
      const most = await bundle(`${client} export { ${usual.names.join()} } from "${subpath}";`, leftOut);
      const addsUsually = whole(most) - whole(without);
      process.stdout.write(`${subpath}, usually: ${addsUsually} B of ${usual.adds}\n`);
      expect(addsUsually, heaviest).toBeLessThanOrEqual(usual.adds);
    }
    if (subpath === "pawl/client") {
      const createClient = whole(await bundle(`export { createClient } from "pawl/client";`));
      process.stdout.write(`${subpath}, createClient alone: ${createClient} B of ${createClientAlone}\n`);
      expect(createClient, heaviest).toBeLessThanOrEqual(createClientAlone);
      expect(whole(alone), heaviest).toBeLessThanOrEqual(clientInAll);
      expect(alone.lazy).toEqual([]);
    }
  });
});

describe("a browser bundle of a server subpath", () => {
  test.each(serverSubpaths)("%s can be bundled, and throws one sentence that says why", async (subpath) => {
    const [name] = Object.keys(await import(/* @vite-ignore */ subpath));
    const { start } = await bundle(`import { ${name} } from "${subpath}"; ${name}({});`);
    const text = start.join("");
    const load = import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`);
    await expect(load).rejects.toThrow(/run on a server: .* in the browser, import pawl\/client/);
    expect(text.length).toBeLessThan(2000);
  });
});
