// Goal: `pawl serve --identity` asks the application who somebody is, service credentials let a backend log users in, and what
// is missing or too much is said in a sentence that repeats no secret.
// Method: the program as a process beside an endpoint of the test's own; refusals in this process.
import { createHmac } from "node:crypto";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { openEndpoint, saying } from "../identity/support/endpoint.ts";
import { ada } from "../support/people.ts";
import { secretOne, serviceOne } from "../support/secrets.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { login, post, refresh } from "./support/requests.ts";
import { runHere } from "./support/run-here.ts";
import { servePawl } from "./support/serve-pawl.ts";

vi.setConfig({ testTimeout: 30_000 });

const identitySecret = "identity-3xQmT9vLkW2cZ8rNpB5yHdJgF7sAeUo";
const url = "http://127.0.0.1:8000/auth/verify";

test("a login goes to the endpoint, signed, and becomes a session; a wrong password and an outage are told apart", async () => {
  let isUp = true;
  const { url, asked } = await openEndpoint((response, { body }) => {
    const { password } = JSON.parse(body) as { password: string };
    if (!isUp) saying("", 500)(response);
    else saying({ subject: password === ada.password ? "42" : null, claims: { role: "admin" } })(response);
  });
  const served = await servePawl(["--store", "memory:", "--identity", url], {
    env: { PAWL_IDENTITY_SECRET: identitySecret },
  });
  const { session, refresh_token, access_token } = await login(served.url);
  expect(session).toMatchObject({ subject: "42", amr: ["pwd"] });
  expect(JSON.parse(Buffer.from(access_token.split(".")[1] ?? "", "base64url").toString())).toMatchObject({
    ...{ sub: "42", role: "admin" },
  });
  const [, t, v1] = /^t=(\d+),v1=(\w+)$/.exec(String(asked[0]?.headers["pawl-signature"])) ?? [];
  expect(v1).toBe(createHmac("sha256", identitySecret).update(`${t}.${asked[0]?.body}`).digest("hex"));

  const tryAgain = (password: string) =>
    post(served.url, "/login", { email: ada.email, password, transport: "body" });
  expect((await tryAgain("a wrong one, of course")).status).toBe(401);
  isUp = false;
  const outage = await tryAgain(ada.password);
  expect([outage.status, outage.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(await served.logged("unavailable")).toMatchObject({
    what: "/login",
    error: { message: "the identity endpoint answered with status 500 instead of 200" },
  });
  // The session is Pawl's alone.
  expect((await refresh(served.url, refresh_token)).status).toBe(200);
  const told = served.stdout() + served.stderr();
  for (const secret of [ada.password, ada.email, identitySecret]) expect(told).not.toContain(secret);
});

test("a backend with a service credential logs a user in by a ticket, once", async () => {
  const file = join(temporaryFolder(), "services");
  writeFileSync(file, `${serviceOne}\n`, { mode: 0o600 });
  const served = await servePawl(["--store", "memory:", "--service-credentials-file", file]);
  expect((await post(served.url, "/login-tickets", { subject: "42" })).status).toBe(401);
  const made = await post(
    served.url,
    "/login-tickets",
    { subject: "42" },
    { authorization: `Bearer ${serviceOne}` },
  );
  const { ticket } = (await made.json()) as { ticket: string };
  const statuses = [];
  for (let i = 0; i < 2; i++) {
    statuses.push((await post(served.url, "/login", { ticket, transport: "body" })).status);
  }
  expect(statuses).toEqual([200, 401]);
  expect(served.log().map(({ event }) => event)).toContain("login_ticket_created");
  for (const secret of [ticket, serviceOne]) expect(served.stdout() + served.stderr()).not.toContain(secret);
});

describe("what is missing or too much is refused before anything is made", () => {
  const signed = { PAWL_IDENTITY_SECRET: identitySecret };
  test.each([
    [
      "no secret",
      ["--identity", url],
      {},
      1,
      /^pawl: --identity needs a secret to sign with: set PAWL_IDENTITY_SECRET/,
    ],
    ["a secret for nothing", [], signed, 2, /PAWL_IDENTITY_SECRET is set, and nothing says which endpoint/],
    [
      "a short secret",
      ["--identity", url],
      { PAWL_IDENTITY_SECRET: "short" },
      2,
      /PAWL_IDENTITY_SECRET must have 32 bytes/,
    ],
    [
      "two secrets",
      ["--identity", url],
      { PAWL_IDENTITY_SECRET: `${identitySecret},x` },
      2,
      /holds 2 secrets, and one signs/,
    ],
    ["no URL", [], { ...signed, PAWL_IDENTITY: "8000" }, 2, /PAWL_IDENTITY must be an absolute URL/],
    [
      "http elsewhere",
      ["--identity", "http://api:8000/"],
      signed,
      2,
      /--identity must use https, since api is not this/,
    ],
    [
      "a trial user",
      ["--identity", url],
      { ...signed, PAWL_DEV_USER: `${ada.email} ${ada.password}` },
      2,
      /PAWL_DEV_USER adds a user to the store, and with --identity nobody is looked up there/,
    ],
    [
      "a file that is not there",
      ["--identity", url, "--identity-secret-file", "/nowhere/at/all"],
      {},
      1,
      /which --identity-secret-file names, cannot be read \(ENOENT\)/,
    ],
  ])("%s", async (_, args, env, exitCode, sentence) => {
    const folder = temporaryFolder();
    const store = ["--store", `sqlite:${join(folder, "pawl.sqlite")}`];
    const finished = await runHere(["serve", "--port", "0", ...store, ...args], {
      env: { PAWL_SECRETS: secretOne, ...env },
    });
    expect(finished).toMatchObject({ exitCode, stdout: "", stderr: expect.stringMatching(sentence) });
    expect(finished.stderr.trimEnd().split("\n")).toHaveLength(1);
    for (const secret of [identitySecret, ada.password]) expect(finished.stderr).not.toContain(secret);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a short service credential, by the name that it has here", async () => {
    const finished = await runHere(["serve", "--port", "0", "--store", "memory:"], {
      env: { PAWL_SECRETS: secretOne, PAWL_SERVICE_CREDENTIALS: "short" },
    });
    expect(finished.exitCode).toBe(2);
    expect(finished.stderr).toContain("PAWL_SERVICE_CREDENTIALS[0] must have 32 to 512 characters");
  });
});

test.each([[["users", "add", ada.email]], [["users", "list"]]])(
  "pawl %j says where the users are, if they are elsewhere",
  async (args) => {
    const finished = await runHere([...args, "--store", "memory:"], { env: { PAWL_IDENTITY: url } });
    expect(finished).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: expect.stringMatching(
        /^pawl: PAWL_IDENTITY is set: who may log in is said by the application, .*\n$/,
      ),
    });
  },
);
