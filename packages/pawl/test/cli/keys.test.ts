// Goal: an operator sees the signing keys, rotates them and, in an emergency, revokes one, while the server runs; and is
// told what to do where that cannot be done.
// Method: the commands run on a database with the secrets beside it, as a server leaves it; once beside a real server.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { minutes } from "../../src/session/policy.ts";
import { sqliteStore } from "../../src/stores/sqlite/index.ts";
import { fakeClock } from "../support/clock.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { secretOne, secretTwo } from "../support/secrets.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { accountsWithAda } from "./support/accounts.ts";
import { getWithToken, login, refresh } from "./support/requests.ts";
import { type HereOptions, runHere } from "./support/run-here.ts";
import { servePawl } from "./support/serve-pawl.ts";

vi.setConfig({ testTimeout: 30_000 });

interface Listed {
  readonly kid: string;
  readonly alg: string;
  readonly state: string;
  readonly began_at: number;
  readonly ends_at: number;
}

/** A database that a server has been on, with its secrets beside it. */
async function database(options: { readonly secrets?: boolean; readonly keys?: boolean } = {}) {
  const file = join(temporaryFolder(), "pawl.sqlite");
  const store = sqliteStore({ filename: file });
  if (options.keys !== false) {
    await createTestPawl({ store, clock: fakeClock(Date.now()) }).pawl.ready();
  }
  await store.close();
  if (options.secrets !== false) writeFileSync(`${file}.secrets`, `${secretOne}\n`, { mode: 0o600 });
  const keys = (words: readonly string[], here?: HereOptions) =>
    runHere(["keys", ...words, "--store", `sqlite:${file}`], here);
  const list = async (): Promise<Listed[]> => JSON.parse((await keys(["list", "--json"])).stdout);
  return { file, keys, list };
}

test("list shows which key signs, since when and until when, and nothing secret", async () => {
  const { keys, list } = await database();
  const [key] = await list();
  expect(key).toMatchObject({ alg: "ES256", state: "signing" });
  expect((key?.ends_at ?? 0) - (key?.began_at ?? 0)).toBe(minutes(60 * 24 * 90));
  const { stdout } = await keys(["list"]);
  const [heading = "", line = ""] = stdout.split("\n");
  expect(heading).toMatch(/^KID {2,}ALG {2,}STATE {2,}SINCE {2,}UNTIL$/);
  expect(line).toMatch(
    new RegExp(`^${key?.kid} {2}ES256 {2}signing {2}\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d {2}\\d{4}-`),
  );
  expect(stdout + JSON.stringify(await list())).not.toMatch(/seal|secret/i);
  const [shorter] = JSON.parse((await keys(["list", "--json", "--rotate-keys-every", "30d"])).stdout);
  expect(shorter.ends_at - shorter.began_at).toBe(minutes(60 * 24 * 30));
});

test("list says so where there are none yet", async () => {
  const { keys } = await database({ keys: false });
  expect((await keys(["list"])).stdout).toBe("There are no keys yet; the first server makes one.\n");
  expect((await keys(["list", "--json"])).stdout).toBe("[]\n");
});

test("rotate announces a key of the same algorithm, once", async () => {
  const { keys, list } = await database();
  const { stdout, exitCode } = await keys(["rotate"]);
  const [signing, announced] = await list();
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^Announced [\w-]{43} \(ES256\); it signs from \d{4}-.* UTC on\.\n$/);
  expect([signing?.state, announced?.state]).toEqual(["signing", "announced"]);
  expect((announced?.ends_at ?? 0) - (announced?.began_at ?? 0)).toBe(minutes(10));
  expect((await keys(["rotate"])).stdout).toBe(
    stdout.replace(/Announced (\S+ \S+);/, "$1 is announced already;"),
  );
  expect(await list()).toHaveLength(2);
});

test("rotate --now makes one that signs at once, of the algorithm that is asked for, and warns", async () => {
  const { keys, list } = await database();
  const { stdout, stderr } = await keys(["rotate", "--now", "--key-algorithm", "Ed25519", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({ alg: "Ed25519", state: "signing" });
  expect(stderr).toMatch(/^pawl: Verifiers that hold a copy .* unknown kid\.\n$/);
  expect((await list()).map(({ alg, state }) => `${alg} ${state}`)).toEqual([
    "ES256 retired",
    "Ed25519 signing",
  ]);
});

test("rotate makes the first key where there is none", async () => {
  const { keys, list } = await database({ keys: false });
  expect((await keys(["rotate"])).stdout).toMatch(
    /^[\w-]{43} \(ES256\) signs from now on; servers take it up/,
  );
  expect(await list()).toMatchObject([{ state: "signing" }]);
});

test("revoke removes the signing key and makes another one", async () => {
  const { keys, list } = await database();
  const [revoked] = await list();
  const { stdout, exitCode } = await keys(["revoke", revoked?.kid ?? ""]);
  const [signing, ...others] = await list();
  expect(others).toEqual([]);
  expect([exitCode, stdout]).toEqual([
    0,
    `Revoked ${revoked?.kid}; ${signing?.kid} signs. Servers refuse its tokens within a minute.\n`,
  ]);
  expect(await keys(["revoke", revoked?.kid ?? ""])).toMatchObject({
    exitCode: 1,
    stderr: `pawl: There is no key ${revoked?.kid}; see pawl keys list.\n`,
  });
  const again = await keys(["revoke", signing?.kid ?? "", "--json"]);
  expect(JSON.parse(again.stdout)).toEqual({ revoked: signing?.kid, signing: (await list())[0]?.kid });
});

test("what is asked for wrongly is refused with the right words", async () => {
  const { keys } = await database();
  const refused = async (...words: string[]) => {
    const { exitCode, stderr } = await keys(words);
    expect(exitCode).toBe(2);
    return stderr;
  };
  expect(await refused("revoke")).toMatch("Say which: pawl keys revoke KID");
  expect(await refused("revoke", "\u001B[2J")).toMatch('"\\u001b[2J" is not a kid, which has 43 characters');
  expect(await refused("rotate", "--key-algorithm", "EdDSA")).toMatch(
    '--key-algorithm must be ES256, Ed25519 or RS256, to the letter, not "EdDSA"',
  );
  expect(await refused("list", "--rotate-keys-every", "1m")).toMatch("must be a time from 1h to 400d");
});

test("a kid may begin with a dash", async () => {
  const { keys } = await database();
  const kid = `-${"A".repeat(42)}`;
  expect((await keys(["revoke", kid])).stderr).toBe(`pawl: There is no key ${kid}; see pawl keys list.\n`);
});

test("without the server's secrets no key is made, and none is lost", async () => {
  const { keys, list } = await database({ secrets: false });
  const [key] = await list();
  for (const words of [["rotate"], ["revoke", key?.kid ?? ""]]) {
    expect((await keys(words)).stderr).toMatch("sealed with the server's secrets, and there are none here");
    const { exitCode, stderr } = await keys(words, { env: { PAWL_SECRETS: secretTwo } });
    expect(stderr).toMatch("None of these secrets opens a key in the store");
    expect(stderr).not.toContain(secretTwo);
    expect(exitCode).toBe(1);
  }
  expect(await list()).toEqual([key]);
  expect((await keys(["rotate"], { env: { PAWL_SECRETS: secretOne } })).exitCode).toBe(0);
});

test("each explains itself", async () => {
  for (const name of ["list", "rotate", "revoke"]) {
    const { stdout, exitCode } = await runHere(["keys", name, "--help"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage\\n {2}pawl keys ${name}`));
  }
  expect((await runHere(["keys"])).stderr).toMatch("pawl keys list, pawl keys rotate or pawl keys revoke");
});

test("a key that is revoked beside a running server: its tokens die within a minute, and nobody is logged out", async () => {
  const { store } = await accountsWithAda();
  const { url } = await servePawl(store);
  const tokens = await login(url);
  const listed = await runHere(["keys", "list", "--json", ...store]);
  const [{ kid }] = JSON.parse(listed.stdout);
  expect((await runHere(["keys", "revoke", kid, ...store])).exitCode).toBe(0);
  // A kid that it does not know makes the server look; it would by itself within the minute.
  const header = { alg: "ES256", typ: "at+jwt", kid: "A".repeat(43) };
  const unknown = `${Buffer.from(JSON.stringify(header)).toString("base64url")}.e30.${"A".repeat(86)}`;
  expect((await getWithToken(url, "/session", unknown)).status).toBe(401);
  expect((await getWithToken(url, "/session", tokens.access_token)).status).toBe(401);
  expect((await refresh(url, tokens.refresh_token)).status).toBe(200);
});
