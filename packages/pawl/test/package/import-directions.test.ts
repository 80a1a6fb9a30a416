/**
 * Goal: arrows between the folders of src point toward purity, as ARCHITECTURE.md draws them.
 * Method: every import and re-export of every file, types included, is held against one table.
 */
import { describe, expect, test } from "vitest";
import { importsOf, packageSources } from "./sources.ts";

/**
 * What each folder may import besides itself: folders, or single files where only a port may be seen.
 */
const allowed: Record<string, readonly string[]> = {
  protocol: [],
  session: ["protocol"],
  tokens: ["protocol"],
  engine: ["session", "tokens", "protocol", "outgoing"],
  // Requests to somebody else's server, and the limits of these.
  outgoing: ["session"],
  // A port lives with its consumer, and a store implements it: it sees the ports and nothing behind them.
  stores: ["session", "protocol", "tokens/key-store.ts", "identity/user-store.ts"],
  // Of tokens what an answer is read by: strict JSON, and the names that no claim of others may have.
  identity: ["session", "protocol", "outgoing", "tokens/access-token.ts", "tokens/strict-json.ts"],
  // The port, and the one form of an e-mail address, by which the log names the account that was tried.
  http: ["engine", "session", "tokens", "protocol", "identity/identity.ts", "identity/email.ts"],
  // Of tokens what runs anywhere; the claims are a type.
  verify: [
    ...["protocol", "event-stream"],
    ...["tokens/access-token.ts", "tokens/base64url.ts", "tokens/check-claims.ts", "tokens/deep-freeze.ts"],
    ...["tokens/limits.ts", "tokens/strict-json.ts"],
  ],
  // Reads server-sent events wherever there are streams.
  "event-stream": [],
  client: ["protocol", "event-stream"],
  // Of the router only where a login page is found: the dialog leads there too.
  react: ["client", "protocol", "router/login-href.ts"],
  router: ["client", "protocol"],
  vue: ["client", "protocol"],
  svelte: ["client", "protocol"],
  // Of a server like the adapters of http; it sees what they see.
  next: ["http", "engine", "session", "tokens", "protocol"],
  // Composes what a user of the package could compose, and may see all that runs on a server.
  server: ["http", "engine", "identity", "outgoing", "session", "tokens", "protocol"],
  cli: ["server", "http", "engine", "identity", "stores", "session", "tokens", "protocol"],
  // What a store must do is said in the words of the ports.
  testing: ["session", "protocol", "stores/store.ts", "tokens/key-store.ts", "identity/user-store.ts"],
  "not-for-browsers.cts": [],
};

/** The packages and Node modules that each folder may import. */
const packages: Record<string, RegExp> = {
  tokens: /^node:crypto$/,
  engine: /^node:crypto$/,
  stores: /^node:(sqlite|fs|path|crypto)$/,
  testing: /^node:(assert|assert\/strict|child_process|crypto|url|timers|timers\/promises|util)$/,
  identity: /^(node:crypto|@node-rs\/argon2)$/,
  http: /^(node:(http|https|crypto|stream|stream\/web|buffer)|zod|hono|hono\/[a-z-]+|express)$/,
  react: /^react$/,
  vue: /^vue$/,
  server: /^node:crypto$/,
  cli: /^(node:[a-z/]+|pg|ioredis)$/,
};

const sources = packageSources();
const folderOf = (path: string): string => path.split("/")[0] ?? path;
const paths = new Set(sources.map(({ path }) => path));
const ours = (target: string): boolean => paths.has(target);

describe("import directions", () => {
  test("every folder of src has a row in the table", () => {
    const folders = new Set(sources.map(({ path }) => folderOf(path)));
    expect([...folders].filter((folder) => !(folder in allowed))).toEqual([]);
  });

  test("a file imports only from its own folder and from those that its row allows", () => {
    const wrong = sources.flatMap((source) => {
      const own = folderOf(source.path);
      const row = [own, ...(allowed[own] ?? [])];
      return importsOf(source)
        .filter((target) => ours(target) && !row.includes(folderOf(target)) && !row.includes(target))
        .map((target) => `${source.path} → ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  test("a relative import names a file of src by its whole name, and never climbs out", () => {
    const wrong = sources.flatMap((source) =>
      importsOf(source)
        .filter((target) => /^\.|\.[cm]?[jt]sx?$/.test(target) && !ours(target))
        .map((target) => `${source.path} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test("a file imports only the packages that its folder may", () => {
    const wrong = sources.flatMap((source) => {
      const pattern = packages[folderOf(source.path)];
      return importsOf(source)
        .filter((target) => !ours(target) && pattern?.test(target) !== true)
        .map((target) => `${source.path} → ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  test("no file reaches itself through its imports", () => {
    const graph = new Map(sources.map((source) => [source.path, importsOf(source).filter(ours)]));
    expect(cyclesIn(graph)).toEqual([]);
  });
});

/** Cycles, each as `a → b → a`, found by a depth-first walk that keeps the path it came by. */
function cyclesIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  const walk = (node: string, path: readonly string[]): void => {
    const seenAt = path.indexOf(node);
    if (seenAt >= 0) {
      cycles.push([...path.slice(seenAt), node].join(" → "));
      return;
    }
    if (done.has(node)) return;
    for (const next of graph.get(node) ?? []) walk(next, [...path, node]);
    done.add(node);
  };
  for (const node of graph.keys()) walk(node, []);
  return cycles;
}
