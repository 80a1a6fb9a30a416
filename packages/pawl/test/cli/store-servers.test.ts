// Goal: everything that the program does, it does on PostgreSQL and on Redis too; an outage logs nobody out, is over when
// it is over, and a schema that does not fit is refused.
// Method: real servers, killed and started again under `pawl serve`; the commands run in this process.
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { TokenResponse } from "../../src/protocol/wire.ts";
import { ada } from "../support/people.ts";
import { secretOne } from "../support/secrets.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { getWithToken, login, post, refresh } from "./support/requests.ts";
import { runHere } from "./support/run-here.ts";
import { type ServedPawl, servePawl } from "./support/serve-pawl.ts";
import { postgresServer, redisServer, type StoreServer } from "./support/store-servers.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.each([
  ["PostgreSQL", postgresServer],
  ["Redis", redisServer],
] as const)("on %s", (_, start) => {
  let server: StoreServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.stop());

  /** A store that knows Ada. */
  async function storeWithAda(): Promise<string> {
    const store = await server.emptyStore();
    await runHere(["migrate", "--store", store]);
    await runHere(["users", "add", ada.email, "--store", store], { input: `${ada.password}\n` });
    return store;
  }

  const serveOn = (store: string, ...args: string[]): Promise<ServedPawl> =>
    servePawl(["--store", store, ...args], { cwd: temporaryFolder() });

  const statusOf = async (url: string, path: string): Promise<number> => (await fetch(url + path)).status;

  /** Resolves once the server calls itself ready again. */
  const untilReady = ({ url }: ServedPawl): Promise<unknown> =>
    vi.waitUntil(async () => (await statusOf(url, "/readyz")) === 200, { timeout: 20_000, interval: 50 });

  test("migrate says from where to where, and that there is nothing to do", async () => {
    const store = await server.emptyStore();
    const call = ["migrate", "--store", store];
    expect(await runHere(call)).toEqual({
      exitCode: 0,
      stdout: `Migrated ${store} from version 0 to ${server.version}.\n`,
      stderr: "",
    });
    expect((await runHere(call)).stdout).toBe(`${store} is at version ${server.version} already.\n`);
    const same = { from: server.version, to: server.version };
    expect(JSON.parse((await runHere([...call, "--json"])).stdout)).toEqual(same);
  });

  test("migrations at once do each other no harm", async () => {
    const store = await server.emptyStore();
    const all = await Promise.all(Array.from({ length: 5 }, () => runHere(["migrate", "--store", store])));
    for (const { exitCode, stderr } of all) expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  });

  test.each([
    ["serve", ["serve", "--port", "0"]],
    ["users add", ["users", "add", ada.email]],
    ["users list", ["users", "list"]],
    ["sessions sweep", ["sessions", "sweep"]],
  ])("before it, %s says what to run", async (__, call) => {
    const store = await server.emptyStore();
    const finished = await runHere([...call, "--store", store], { env: { PAWL_SECRETS: secretOne } });
    expect(finished).toMatchObject({ exitCode: 1, stdout: "" });
    expect(finished.stderr).toMatch(/^pawl: [^\n]*\n$/);
    expect(finished.stderr).toMatch(/ no Pawl schema/);
    expect(finished.stderr).toContain(`; run: pawl migrate --store ${store}\n`);
  });

  test("a schema of a newer Pawl is left alone, and the newer Pawl asked for", async () => {
    const store = await server.emptyStore();
    await runHere(["migrate", "--store", store]);
    await server.setVersion(store, 99);
    for (const call of [["migrate"], ["users", "list"], ["serve", "--port", "0"]]) {
      const finished = await runHere([...call, "--store", store], { env: { PAWL_SECRETS: secretOne } });
      expect(finished).toMatchObject({ exitCode: 1, stdout: "" });
      expect(finished.stderr).toContain(
        `schema version 99 and this Pawl knows ${server.version}; install the newer Pawl`,
      );
    }
  });

  test("users and sessions are listed, and a session revoked, beside a server", async () => {
    const store = await storeWithAda();
    const at = ["--store", store];
    const { url } = await serveOn(store);
    const [one, two] = [await login(url), await login(url)];
    expect((await runHere(["users", "list", ...at])).stdout).toContain(ada.email);
    expect((await runHere(["users", "add", ada.email, ...at], { input: ada.password })).stderr).toBe(
      `pawl: A user with the e-mail ${ada.email} exists.\n`,
    );
    const list = async (): Promise<string[]> =>
      JSON.parse((await runHere(["sessions", "list", "--json", ...at])).stdout).map(
        ({ sid }: { sid: string }) => sid,
      );
    expect((await list()).sort()).toEqual([one.session.sid, two.session.sid].sort());
    expect((await runHere(["sessions", "revoke", one.session.sid, ...at])).stdout).toBe(
      "Revoked 1 session.\n",
    );
    expect(await list()).toEqual([two.session.sid]);
    expect((await refresh(url, one.refresh_token)).status).toBe(401);
    expect((await runHere(["sessions", "revoke", "--email", ada.email, ...at])).stdout).toBe(
      "Revoked 1 session.\n",
    );
    expect((await runHere(["sessions", "sweep", ...at])).stdout).toBe("There was no session to remove.\n");
  });

  test("an outage is 503 with Retry-After and never 401, and ends without a restart", async () => {
    const served = await serveOn(await storeWithAda());
    const { url } = served;
    const tokens = await login(url);
    await server.kill();
    for (let i = 0; i < 3; i++) {
      const { email, password } = ada;
      const answers = await Promise.all([
        refresh(url, tokens.refresh_token),
        post(url, "/login", { email, password, transport: "body" }),
        fetch(`${url}/readyz`),
      ]);
      for (const answer of answers) {
        expect(answer.status).toBe(503);
        expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
      }
      expect(await answers[0]?.json()).toMatchObject({ code: "store_unavailable" });
    }
    expect(await statusOf(url, "/healthz")).toBe(200);
    expect(await statusOf(url, "/.well-known/jwks.json")).toBe(200);
    // The token is taken for what it is; only the session behind it cannot be shown.
    expect((await getWithToken(url, "/session", tokens.access_token)).status).toBe(503);
    expect((await getWithToken(url, "/session", `${tokens.access_token}x`)).status).toBe(401);

    await server.restart();
    await untilReady(served);
    const answer = await refresh(url, tokens.refresh_token);
    expect([answer.status, ((await answer.json()) as TokenResponse).session.sid]).toEqual([
      200,
      tokens.session.sid,
    ]);
    expect((await login(url)).session.sid).toBeDefined();
    served.signal("SIGTERM");
    expect((await served.finished).exitCode).toBe(0);
    expect(served.log().map(({ event }) => event)).not.toContain("internal_error");
  });

  test("a restart while nobody asks anything is not even noticed", async () => {
    const served = await serveOn(await storeWithAda());
    const tokens = await login(served.url);
    await server.kill();
    await server.restart();
    await untilReady(served);
    expect((await refresh(served.url, tokens.refresh_token)).status).toBe(200);
  });

  test("a schema that changes under a server makes it unready, until it fits again", async () => {
    const store = await storeWithAda();
    const served = await serveOn(store);
    await server.setVersion(store, 99);
    expect(await statusOf(served.url, "/readyz")).toBe(503);
    await server.setVersion(store, server.version);
    await untilReady(served);
    await server.setVersion(store, 0);
    expect(await statusOf(served.url, "/readyz")).toBe(503);
  });

  test("a server that stops during an outage ends all the same", async () => {
    const served = await serveOn(await storeWithAda());
    await server.kill();
    await refresh(served.url, "x".repeat(100));
    served.signal("SIGTERM");
    expect((await served.finished).exitCode).toBe(0);
    await server.restart();
  });

  test("in development the secrets are kept where the server runs, and sessions go on after a restart", async () => {
    const store = await storeWithAda();
    const cwd = temporaryFolder();
    const args = ["--store", store, "--issuer", "http://localhost:4000"];
    const first = await servePawl(args, { cwd });
    expect(await first.logged("secrets_made")).toMatchObject({ file: `${cwd}/pawl.secrets` });
    const { refresh_token } = await login(first.url);
    first.signal("SIGTERM");
    await first.finished;
    const second = await servePawl(args, { cwd });
    expect((await refresh(second.url, refresh_token)).status).toBe(200);
  });
});
