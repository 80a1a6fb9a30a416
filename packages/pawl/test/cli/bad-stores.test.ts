// Goal: a server that cannot be the store is one sentence that says what to do, from every command alike, and no password
// is ever shown.
// Method: real servers that want passwords, are full, or are replicas; and addresses where there is none.
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { type PostgresServer, startPostgres } from "../support/postgres-server.ts";
import { type RedisServer, startRedis } from "../support/redis-server.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { runHere } from "./support/run-here.ts";
import { runPawl } from "./support/run-pawl.ts";
import { inPostgres } from "./support/store-servers.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

/** The one sentence that a command ends with. */
async function sentenceOf(...call: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runHere(call);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toMatch(/^pawl: [^\n]+\n$/);
  expect(stderr).not.toContain("canary");
  return stderr.slice("pawl: ".length, -1);
}

const sentenceFor = (store: string): Promise<string> => sentenceOf("users", "list", "--store", store);

/** Takes connections, and does with them what the test says. */
async function portOf(onConnection: (socket: import("node:net").Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    onConnection(socket);
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

describe("PostgreSQL", () => {
  let server: PostgresServer;
  let at: string;
  beforeAll(async () => {
    server = await startPostgres({ settings: { max_connections: 10, superuser_reserved_connections: 3 } });
    at = `127.0.0.1:${server.port}`;
    await inPostgres(server.url, "CREATE ROLE guarded LOGIN PASSWORD 'canary-of-guarded'");
    await inPostgres(server.url, "CREATE DATABASE closed");
  });
  afterAll(() => server.stop());

  test("with a wrong password, and without one", async () => {
    expect(await sentenceFor(`postgres://guarded:canary@${at}/postgres`)).toBe(
      `postgres://guarded:***@${at}/postgres refuses the password; correct it in the URL, or in PGPASSWORD.`,
    );
    expect(await sentenceFor(`postgres://guarded@${at}/postgres`)).toMatch(
      / asks for a password; set PGPASSWORD/,
    );
  });

  test("with a user that may not make tables, and leaves none", async () => {
    expect(
      await sentenceOf("migrate", "--store", `postgres://guarded:canary-of-guarded@${at}/closed`),
    ).toMatch(
      /^postgres:\/\/guarded:\*\*\*@\S+ does not allow this user what Pawl needs; make the user the owner/,
    );
    expect(await sentenceFor(server.url.replace(/postgres$/, "closed"))).toMatch(/no Pawl schema yet; run:/);
  });

  test("with a role or a database that does not exist", async () => {
    expect(await sentenceFor(`postgres://nobody@${at}/postgres`)).toMatch(
      / does not let this user in; see that the role/,
    );
    expect(await sentenceFor(`postgres://pawl@${at}/none`)).toMatch(
      / does not exist; make it with: createdb none$/,
    );
  });

  test("with TLS where there is none, or a certificate's file that is not there", async () => {
    expect(await sentenceFor(`${server.url}?sslmode=verify-full`)).toMatch(
      / does not speak TLS; turn it on there, or/,
    );
    expect(await sentenceFor(`${server.url}?sslrootcert=/canary`)).toMatch(
      / needs a file that cannot be read \(ENOENT\)/,
    );
  });

  test("in which another program's tables are", async () => {
    await inPostgres(server.url, "CREATE DATABASE taken");
    const taken = server.url.replace(/postgres$/, "taken");
    await inPostgres(taken, "CREATE TABLE pawl_sessions (mine text)");
    expect(await sentenceOf("migrate", "--store", taken)).toMatch(
      /holds another program's tables.*of its own\.$/,
    );
  });

  test("that takes no writes, as a standby does", async () => {
    await inPostgres(server.url, "CREATE ROLE reader LOGIN SUPERUSER");
    await inPostgres(server.url, "ALTER ROLE reader SET default_transaction_read_only = on");
    await inPostgres(server.url, "CREATE DATABASE standby");
    expect(await sentenceOf("migrate", "--store", `postgres://reader@${at}/standby`)).toMatch(
      / takes no writes, since it is a standby; name the primary/,
    );
  });

  test("that is no PostgreSQL, but closes what connects", async () => {
    const port = await portOf((socket) => socket.destroy());
    expect(await sentenceFor(`postgres://127.0.0.1:${port}/x`)).toMatch(/ closed the connection; see that /);
  });
});

describe("Redis", () => {
  let server: RedisServer;
  let at: string;
  beforeAll(async () => {
    server = await startRedis();
    at = `127.0.0.1:${server.port}`;
    await server.command("ACL", "SETUSER", "ada", "on", ">canary-of-ada", "~*", "+@all");
    await server.command("ACL", "SETUSER", "weak", "on", ">canary-of-weak", "~other:*", "+@all");
    await runHere(["migrate", "--store", `redis://${at}`]);
  });
  afterAll(() => server.stop());

  /** Until the test is over. */
  async function withSettings(...settings: [string, string | number, string | number][]): Promise<void> {
    onTestFinished(async () => {
      for (const [name, , before] of settings) await server.command("CONFIG", "SET", name, before);
    });
    for (const [name, value] of settings) await server.command("CONFIG", "SET", name, value);
  }

  test("with a user and a password goes in", async () => {
    expect((await runHere(["users", "list", "--store", `redis://ada:canary-of-ada@${at}`])).exitCode).toBe(0);
  });

  test("with a wrong password", async () => {
    expect(await sentenceFor(`redis://ada:canary@${at}`)).toBe(
      `redis://ada:***@${at} refuses the user name or the password; correct them in the URL.`,
    );
  });

  test("without a password where one is needed", async () => {
    await server.command("ACL", "SETUSER", "default", "off");
    onTestFinished(allowDefault);
    const wanted = await sentenceFor(`redis://${at}`);
    expect(wanted).toMatch(/ asks for a password; write it into the URL, as in redis:\/\/:PASSWORD@HOST\.$/);
  });

  /** The operator of this test is that user, too; so it is Ada who lets it in again. */
  async function allowDefault(): Promise<void> {
    const { Redis } = await import("ioredis");
    const ada = new Redis({ port: server.port, username: "ada", password: "canary-of-ada" });
    await ada.call("ACL", "SETUSER", "default", "on");
    ada.disconnect();
  }

  test("with a user that may not use Pawl's keys", async () => {
    expect(await sentenceFor(`redis://weak:canary-of-weak@${at}`)).toMatch(
      / does not allow this user what Pawl needs/,
    );
  });

  test("whose memory is full, or who would delete sessions then", async () => {
    await withSettings(["maxmemory", 1, 0], ["maxmemory-policy", "noeviction", "noeviction"]);
    expect(await sentenceFor(`redis://${at}`)).toMatch(
      / its memory is full; raise maxmemory there and try again\.$/,
    );
    await server.command("CONFIG", "SET", "maxmemory", "1gb");
    await server.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    expect(await sentenceFor(`redis://${at}`)).toMatch(
      /maxmemory-policy allkeys-lru\); set it to noeviction\.$/,
    );
  });

  test("that is a replica", async () => {
    const replica = await startRedis();
    onTestFinished(() => replica.stop());
    await runHere(["migrate", "--store", replica.url]);
    await replica.command("REPLICAOF", "127.0.0.1", 1);
    expect(await sentenceFor(replica.url)).toMatch(
      / takes no writes, since it is a replica; name the master/,
    );
  });

  test("that has no such database, which is not the first one then", async () => {
    expect(await sentenceFor(`redis://${at}/99`)).toMatch(/ has no database of that number; leave it out/);
  });

  test("that is no cluster", async () => {
    expect(await sentenceFor(`redis-cluster://${at}`)).toBe(
      `redis-cluster://${at} is no cluster; write redis://${at}.`,
    );
  });

  test("that is no Redis", async () => {
    const port = await portOf((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    expect(await sentenceFor(`redis://127.0.0.1:${port}`)).toMatch(
      / does not speak as Redis does; see that host and/,
    );
  });
});

describe.each(["postgres", "redis", "redis-cluster"])("%s://", (scheme) => {
  test("where nobody listens", async () => {
    expect(await sentenceFor(`${scheme}://ada:canary@127.0.0.1:1`)).toMatch(
      /^\S+:\/\/ada:\*\*\*@127\.0\.0\.1:1 (refuses connections|cannot be reached).*; see that .* host and port are right\.$/,
    );
  });

  test("at a host that does not exist", async () => {
    expect(await sentenceFor(`${scheme}://ada:canary@no-such-host.invalid`)).toMatch(
      /has no address|cannot be reached/,
    );
  });

  test("makes no secrets and no other file when the server does not start", async () => {
    const cwd = temporaryFolder();
    const { exitCode, stderr } = await runPawl(
      ["serve", "--port", "0", "--store", `${scheme}://:canary@127.0.0.1:1`],
      { cwd },
    );
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^pawl: [^\n]+\n$/);
    expect(stderr).not.toContain("canary");
    expect(readdirSync(cwd)).toEqual([]);
  });
});
