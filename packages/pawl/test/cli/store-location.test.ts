// Goal: `--store` takes the URLs that people know, and a password in one is for the driver alone.
// Method: URLs as PostgreSQL's and Redis's own tools take them, and slips of the fingers.
import { describe, expect, test } from "vitest";
import { nameOfStore, parseStoreLocation } from "../../src/cli/store-location.ts";

const parse = (text: string) => parseStoreLocation(text, "--store");

describe("PostgreSQL", () => {
  test.each([
    "postgres://ada:s%40cret@db.example:5433/pawl?sslmode=require",
    "postgresql://db/pawl",
    "postgres://",
  ])("%s goes to the driver as it is", (url) => {
    expect(parse(url)).toMatchObject({ kind: "postgres", url, isPooled: false });
  });

  test("behind PgBouncer, as others call it, too", () => {
    expect(parse("postgres://db/pawl?sslmode=require&pgbouncer=true")).toMatchObject({ isPooled: true });
    expect(parse("postgres://db/pawl?pgbouncer=false")).toMatchObject({ isPooled: false });
  });
});

describe("Redis", () => {
  test.each([
    ["redis://localhost", { nodes: [{ host: "localhost", port: 6379 }], isCluster: false, isTls: false }],
    ["valkey://localhost:7000/", { nodes: [{ host: "localhost", port: 7000 }], database: 0 }],
    ["redis://h/15", { database: 15 }],
    ["redis://[::1]:7000", { nodes: [{ host: "::1", port: 7000 }] }],
    ["redis://[fe80::1]", { nodes: [{ host: "fe80::1", port: 6379 }] }],
    ["redis://:s%40cret@h", { username: undefined, password: "s@cret" }],
    ["rediss://ada:secret@h", { username: "ada", password: "secret", isTls: true }],
    ["valkeys://h", { isTls: true, isCluster: false }],
    ["redis-cluster://h", { isCluster: true, isTls: false }],
    [
      "rediss-cluster://ada:secret@one,two:7001,[::1]:7002",
      {
        nodes: [
          { host: "one", port: 6379 },
          { host: "two", port: 7001 },
          { host: "::1", port: 7002 },
        ],
        isCluster: true,
        isTls: true,
        password: "secret",
      },
    ],
    ["valkey-cluster://h/0", { isCluster: true, database: 0 }],
  ])("%s", (url, parts) => {
    expect(parse(url)).toMatchObject({ kind: "redis", ...parts });
  });
});

describe("what is printed", () => {
  test.each([
    ["postgres://ada:canary@db:5432/pawl", "postgres://ada:***@db:5432/pawl"],
    ["postgres://ada:canary@db/pawl?password=canary", "postgres://ada:***@db/pawl?…"],
    ["postgres://ada@db/pawl", "postgres://ada@db/pawl"],
    ["redis://:canary@h:7000/1", "redis://:***@h:7000/1"],
    ["rediss-cluster://ada:canary@one,two", "rediss-cluster://ada:***@one,two"],
    ["postgres://ada:@db", "postgres://ada:***@db"],
  ])("of %s is %s", (url, name) => {
    expect(nameOfStore(parse(url))).toBe(name);
  });
});

describe("what is refused repeats no password", () => {
  test.each([
    [
      "postgres://ada:p#canary@db/pawl",
      "in a user name or a password write @ : / ? # % as %40 %3A %2F %3F %23 %25.",
    ],
    ["postgres://ada:1/canary@db/pawl", "is no URL that can be read"],
    ["postgres://ada:1?canary@db/pawl", "is no URL that can be read"],
    ["postgres://ada:p@canary@db/pawl", "is no URL that can be read"],
    ["postgres://ada:p:canary@db/pawl", undefined],
    ["postgres://ada:canary%@db/pawl", "is no URL that can be read"],
    ["postgres://ada:canary @db/pawl", "is no URL that can be read"],
    ["postgres://ada:canary@db:port/pawl", "is no URL that can be read"],
    ["postgres://ada:canary@db:65536/pawl", "is no URL that can be read"],
    ["postgres://ada:canary@db/pawl#x", "is no URL that can be read"],
    [
      "redis://canary@h",
      "has a user name and no password; a password alone has a colon before it: redis://:PASSWORD@HOST.",
    ],
    ["redis://:canary@", "names no host; write it as in redis://localhost."],
    [
      "redis://:canary@one,two",
      "names several hosts, which only a cluster has; write redis-cluster://… for one.",
    ],
    ["redis-cluster://:canary@one,,two", "names no host"],
    ["redis-cluster://:canary@one/1", "names a database, and a cluster has none"],
    ["redis://:canary@one/first", "must end with the number of a database, such as /0, or with the host."],
    ["redis://:canary@one?x=canary", "takes no options for Redis"],
    [
      "mysql://ada:canary@db",
      "must be sqlite:FILE, such as sqlite:pawl.sqlite, memory:, postgres://… or redis://…",
    ],
    ["redis:canary", "there are no other stores"],
  ])("%s", (url, sentence) => {
    let refused: unknown;
    try {
      refused = nameOfStore(parse(url));
    } catch (error) {
      refused = (error as Error).message;
      expect(refused).toMatch(/^--store /);
    }
    expect(refused).not.toContain("canary");
    if (sentence !== undefined) expect(refused).toContain(sentence);
  });
});
