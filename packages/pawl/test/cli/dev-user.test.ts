// Goal: `PAWL_DEV_USER` lets somebody log in to a trial server, changes nobody who is there, never stands in
// production, and is never repeated.
// Method: the program as a process where it comes to listen, and in this process where it is refused.
import { readdirSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { ada } from "../support/people.ts";
import { secretOne } from "../support/secrets.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { accountsWithAda } from "./support/accounts.ts";
import { login, post } from "./support/requests.ts";
import { runHere } from "./support/run-here.ts";
import { servePawl } from "./support/serve-pawl.ts";

vi.setConfig({ testTimeout: 30_000 });

const adaInAVariable = `${ada.email} ${ada.password}`;

test("the user can log in as soon as the server is up, on memory: too", async () => {
  const served = await servePawl(["--store", "memory:"], { env: { PAWL_DEV_USER: adaInAVariable } });
  expect((await login(served.url)).session.amr).toEqual(["pwd"]);
  expect(served.stdout() + served.stderr()).not.toContain(ada.password);
});

test("a user who is there already keeps the password", async () => {
  const { store } = await accountsWithAda();
  const other = "another password, and long enough";
  const { url } = await servePawl(store, { env: { PAWL_DEV_USER: `${ada.email.toUpperCase()} ${other}` } });
  await login(url);
  const refused = await post(url, "/login", { email: ada.email, password: other, transport: "body" });
  expect(refused.status).toBe(401);
});

test.each([
  ["production", { NODE_ENV: "production", PAWL_ISSUER: "https://auth.example.com" }, adaInAVariable, 1],
  ["a text without a space", {}, "ada@example.com:correct-horse", 2],
  ["no e-mail", {}, "ada correct horse battery", 2],
  ["a short password", {}, "ada@example.com horse", 2],
])("%s is refused in a sentence that does not repeat it", async (_, env, value, exitCode) => {
  const finished = await runHere(["serve", "--port", "0", "--store", "memory:"], {
    env: { PAWL_SECRETS: secretOne, ...env, PAWL_DEV_USER: value },
  });
  expect(finished.exitCode).toBe(exitCode);
  expect(finished.stderr).toMatch(/^pawl: PAWL_DEV_USER/m);
  expect(finished.stderr).not.toContain("horse");
});

test("what is refused in production leaves no file behind", async () => {
  const folder = temporaryFolder();
  const { stderr } = await runHere(["serve", "--store", `sqlite:${folder}/pawl.sqlite`], {
    env: { NODE_ENV: "production", PAWL_SECRETS: secretOne, PAWL_DEV_USER: adaInAVariable },
  });
  expect(stderr).toContain("pawl users add");
  expect(readdirSync(folder)).toEqual([]);
});
