// Goal: the credentials of verifiers come from one place, are never shown, and a file with them is nobody else's to read.
// Method: the reader alone; and the program as two processes of its own on one file, of which one is followed and the other one ends sessions.
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { readCredentials } from "../../src/cli/credentials.ts";
import { createVerifier, introspection } from "../../src/verify/index.ts";
import { verifierOne, verifierTwo } from "../support/secrets.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { accountsWithAda } from "./support/accounts.ts";
import { login, post } from "./support/requests.ts";
import { servePawl } from "./support/serve-pawl.ts";

vi.setConfig({ testTimeout: 30_000 });

const none = {
  listName: "PAWL_VERIFIER_CREDENTIALS",
  list: undefined,
  file: undefined,
  fileName: "--verifier-credentials-file",
  isProduction: false,
};

test("there are none where none are given; a list has commas or line ends", () => {
  expect(readCredentials(none)).toEqual([]);
  const list = `${verifierOne}, ${verifierTwo},`;
  expect(readCredentials({ ...none, list })).toEqual([verifierOne, verifierTwo]);
});

test("a file has the same list; in production nobody else may read it", () => {
  const file = join(temporaryFolder(), "verifiers");
  writeFileSync(file, `${verifierOne}\n${verifierTwo}\n`, { mode: 0o600 });
  const inFile = { ...none, file, isProduction: true };
  expect(readCredentials(inFile)).toEqual([verifierOne, verifierTwo]);
  chmodSync(file, 0o644);
  expect(() => readCredentials(inFile)).toThrow(`close it with: chmod 600 ${file}`);
  expect(readCredentials({ ...inFile, isProduction: false })).toHaveLength(2);
});

test("two places, an empty list and a file that is not there are refused with what to do", () => {
  expect(() => readCredentials({ ...none, list: verifierOne, file: "x" })).toThrow("keep one of them");
  expect(() => readCredentials({ ...none, list: " , " })).toThrow("holds no credential");
  expect(() => readCredentials({ ...none, file: "/nowhere/at/all" })).toThrow("cannot be read (ENOENT)");
});

test("a verifier that asks one process is refused what another process on the same file has just ended", async () => {
  const { store } = await accountsWithAda();
  const options = { env: { PAWL_VERIFIER_CREDENTIALS: verifierOne } };
  const issued = ["--issuer", "http://localhost:4000"];
  const near = await servePawl([...store, ...issued], options);
  const far = await servePawl([...store, ...issued], options);
  const { access_token, refresh_token } = await login(near.url);
  const verifier = createVerifier({
    ...{ issuer: "http://localhost:4000", audience: "http://localhost:4000" },
    jwks: `${far.url}/.well-known/jwks.json`,
    introspect: introspection({ url: `${far.url}/introspect`, credential: verifierOne }),
  });
  const strictly = () => verifier.verify(access_token, { revocation: "strict" });
  expect((await strictly()).sub).toEqual(expect.any(String));
  expect((await post(near.url, "/logout", { refresh_token })).status).toBe(204);
  await expect(strictly()).rejects.toThrow("access_token_invalid");
  for (const { stderr } of [near, far]) expect(stderr()).not.toContain(verifierOne);
});

test("a verifier of one process is told what another process on the same file ends", async () => {
  const { store } = await accountsWithAda();
  const options = { env: { PAWL_VERIFIER_CREDENTIALS: verifierOne } };
  const [near, far] = [await servePawl(store, options), await servePawl(store, options)];
  const { session, refresh_token } = await login(near.url);
  const headers = { authorization: `Bearer ${verifierOne}`, accept: "text/event-stream" };
  expect((await fetch(`${far.url}/revocations`)).status).toBe(401);
  const answer = await fetch(`${far.url}/revocations`, { headers });
  expect((await post(near.url, "/logout", { refresh_token })).status).toBe(204);
  let text = "";
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.includes("event: session")) break;
  }
  expect(text).toContain(session.sid);
  for (const { stdout } of [near, far]) expect(stdout()).not.toContain(verifierOne);
});
