// Goal: an operator sees who is logged in and ends sessions, while the server runs; its users are told why.
// Method: the commands run as processes on the database of a server that is another process.
import { expect, test, vi } from "vitest";
import { sqliteStore } from "../../src/stores/sqlite/index.ts";
import { ada } from "../support/people.ts";
import { accountsWithAda } from "./support/accounts.ts";
import { getWithToken, login, refresh } from "./support/requests.ts";
import { runHere } from "./support/run-here.ts";
import { type Finished, runPawl } from "./support/run-pawl.ts";
import { servePawl } from "./support/serve-pawl.ts";

vi.setConfig({ testTimeout: 30_000 });

test("list shows live sessions with their users, without control characters of a device's own", async () => {
  const { store } = await accountsWithAda();
  const { url } = await servePawl(store);
  const first = await login(url, { "user-agent": "Phone\u009B31m of Ada" });
  const { stdout } = await runPawl(["sessions", "list", ...store]);
  const [heading = "", line = ""] = stdout.split("\n");
  expect(heading).toMatch(/^SID {2,}USER {2,}LOGIN {2,}LAST ACTIVE {2,}ENDS {2,}DEVICE$/);
  expect(line).toContain(first.session.sid);
  expect(line).toContain(ada.email);
  expect(line).toContain("Phone\\u009b31m of Ada");
  expect(line.indexOf(ada.email)).toBe(heading.indexOf("USER"));

  const second = await login(url);
  const listed = JSON.parse((await runPawl(["sessions", "list", "--json", ...store])).stdout);
  expect(listed.map(({ sid }: { sid: string }) => sid).sort()).toEqual(
    [first.session.sid, second.session.sid].sort(),
  );
  expect(listed[0]).toMatchObject({
    email: ada.email,
    subject: first.session.subject,
    generation: 0,
    amr: ["pwd"],
  });
  expect(JSON.stringify(listed)).not.toMatch(/hash|nonce|token/i);
});

test("list can be about one user, by e-mail or by subject, and leaves out what time has ended", async () => {
  const { store } = await accountsWithAda();
  const { url } = await servePawl(store);
  const { session } = await login(url);
  const list = async (...args: string[]): Promise<unknown[]> =>
    JSON.parse((await runPawl(["sessions", "list", "--json", ...store, ...args])).stdout);
  expect(await list("--email", "ADA@example.com")).toHaveLength(1);
  expect(await list("--subject", session.subject)).toHaveLength(1);
  expect(await list("--subject", "usr_nobody")).toEqual([]);
  await vi.waitUntil(async () => (await list("--inactivity-timeout", "1s")).length === 0, { timeout: 5000 });
});

test("a revoked session cannot refresh any more at once, nor call anything within about a second", async () => {
  const { store } = await accountsWithAda();
  const { url } = await servePawl(store);
  const [revoked, other] = [await login(url), await login(url)];
  // The server has looked for revocations just now, so that it has to notice this one.
  expect((await getWithToken(url, "/sessions", revoked.access_token)).status).toBe(200);

  expect(await runPawl(["sessions", "revoke", revoked.session.sid, ...store])).toEqual({
    exitCode: 0,
    stdout: "Revoked 1 session.\n",
    stderr: "",
  });
  const refused = await refresh(url, revoked.refresh_token);
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ code: "session_revoked", reason: "revoked_by_admin" });
  await vi.waitUntil(
    async () => (await getWithToken(url, "/sessions", revoked.access_token)).status === 401,
    {
      timeout: 5000,
      interval: 100,
    },
  );
  expect((await refresh(url, other.refresh_token)).status).toBe(200);

  const again = await runPawl(["sessions", "revoke", revoked.session.sid, ...store]);
  expect(again).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: `pawl: There is no live session ${revoked.session.sid}.\n`,
  });
});

test("all sessions of a user can be revoked, by e-mail or by subject", async () => {
  const { store } = await accountsWithAda();
  const { url } = await servePawl(store);
  const revoke = (...args: string[]): Promise<Finished> => runPawl(["sessions", "revoke", ...args, ...store]);
  const { session } = await login(url);
  const second = await login(url);
  expect((await revoke("--email", ada.email)).stdout).toBe("Revoked 2 sessions.\n");
  expect((await refresh(url, second.refresh_token)).status).toBe(401);
  const third = await login(url);
  const { stdout } = await revoke("--subject", session.subject, "--json");
  expect(JSON.parse(stdout)).toEqual({ revoked: [third.session.sid] });
  expect(await revoke("--email", ada.email)).toMatchObject({
    exitCode: 0,
    stdout: "There was no live session to revoke.\n",
  });
});

test("a sid that begins with a dash is a sid", async () => {
  const { file, store } = await accountsWithAda();
  const opened = sqliteStore({ filename: file });
  const [sid, hash] = ["-_3456789012345678901-", new Uint8Array(32)];
  await opened.sessions.insert({
    ...{
      sid,
      subject: "usr_1",
      generation: 0,
      currentHash: hash,
      previousHash: null,
      nonce: null,
      keyId: "k",
    },
    ...{
      received: false,
      createdAt: 0,
      rotatedAt: 0,
      activeAt: 0,
      expiresAt: Date.now() + 60_000,
      ended: null,
    },
    ...{ persistent: true, amr: [], claims: {}, userAgent: null },
  });
  await opened.close();
  expect((await runHere(["sessions", "revoke", sid, ...store])).stdout).toBe("Revoked 1 session.\n");
});

test.each([
  [["sessions", "revoke"], "Say which: pawl sessions revoke SID, --subject SUBJECT or --email EMAIL.", 2],
  [["sessions", "revoke", "abc"], '"abc" is not a sid, which has 22 characters', 2],
  [
    ["sessions", "revoke", "a".repeat(22), "--email", "a@b.example"],
    "Give one of SID, --subject and --email.",
    2,
  ],
  [
    ["sessions", "list", "--subject", "a", "--email", "a@b.example"],
    "Give --subject or --email, not both.",
    2,
  ],
  [
    ["sessions", "revoke", "--email", "bob@example.com"],
    "There is no user with the e-mail bob@example.com.",
    1,
  ],
])("%j is refused", async (args, expected, exitCode) => {
  const { store } = await accountsWithAda();
  const finished = await runHere([...args, ...store]);
  expect(finished.stderr).toContain(`pawl: ${expected}`);
  expect(finished).toMatchObject({ exitCode, stdout: "" });
});
