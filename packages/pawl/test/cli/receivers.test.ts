// Goal: `pawl serve` tells receivers of security event tokens that stand in a file of JSON, of both kinds; a mistake in the file is
// said with its fix, and shows nothing that stands in it.
// Method: the program as a process beside a receiver of the test's own; refusals in this process.
import { chmodSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { readReceivers } from "../../src/cli/read-receivers.ts";
import { openEndpoint, saying } from "../identity/support/endpoint.ts";
import { secretOne, verifierOne } from "../support/secrets.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { accountsWithAda } from "./support/accounts.ts";
import { login, post } from "./support/requests.ts";
import { runHere } from "./support/run-here.ts";
import { runPawl } from "./support/run-pawl.ts";
import { servePawl } from "./support/serve-pawl.ts";

vi.setConfig({ testTimeout: 30_000 });

const authorization = `Bearer ${verifierOne}`;

/** A file with what is given, for its owner only. */
function fileWith(content: unknown): string {
  const file = join(temporaryFolder(), "receivers.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content), { mode: 0o600 });
  return file;
}

test("one that has an endpoint is told there of what another process ends, and one that asks is told too", async () => {
  const { url, asked, arrival } = await openEndpoint(saying("", 202));
  const { store } = await accountsWithAda();
  const file = fileWith([
    { endpoint: url, authorization, audience: "told" },
    { credential: verifierOne, audience: "asks" },
  ]);
  const served = await servePawl([...store, "--security-event-receivers-file", file]);
  const { session } = await login(served.url);
  expect((await runPawl(["sessions", "revoke", session.sid, ...store])).exitCode).toBe(0);
  if (asked.length === 0) await arrival();
  expect(asked[0]?.headers).toMatchObject({ authorization, "content-type": "application/secevent+jwt" });
  const claims = JSON.parse(Buffer.from(asked[0]?.body.split(".")[1] ?? "", "base64url").toString());
  expect(claims).toMatchObject({ aud: "told", sub_id: { session: { id: session.sid } } });
  const polled = await post(
    served.url,
    "/security-events/poll",
    { returnImmediately: true },
    { authorization },
  );
  expect(Object.keys(((await polled.json()) as { sets: object }).sets)).toEqual([claims.jti]);
  served.signal("SIGTERM");
  expect((await served.finished).exitCode).toBe(0);
  for (const canary of [verifierOne, url]) expect(served.stdout() + served.stderr()).not.toContain(canary);
});

test("a receiver that is out of reach is in the log, by its audience alone, and holds up no stop", async () => {
  const { url } = await openEndpoint(saying({ canary: true }, 503));
  const { store } = await accountsWithAda();
  const file = fileWith([{ endpoint: url, authorization, audience: "told" }]);
  const served = await servePawl(store, { env: { PAWL_SECURITY_EVENT_RECEIVERS_FILE: file } });
  const { refresh_token } = await login(served.url);
  await post(served.url, "/logout", { refresh_token });
  expect(await served.logged("unavailable")).toMatchObject({
    what: "security event receiver told",
    error: { message: "the receiver answered with status 503 instead of 202" },
  });
  served.signal("SIGTERM");
  expect((await served.finished).exitCode).toBe(0);
  for (const canary of [verifierOne, url, "canary"]) {
    expect(served.stdout() + served.stderr()).not.toContain(canary);
  }
});

test("in production nobody else may read the file", () => {
  const file = fileWith([]);
  expect(readReceivers(file, "--x", true)).toEqual([]);
  chmodSync(file, 0o644);
  expect(() => readReceivers(file, "--x", true)).toThrow(`close it with: chmod 600 ${file}`);
  expect(readReceivers(file, "--x", false)).toEqual([]);
  expect(readReceivers(undefined, "--x", true)).toEqual([]);
});

describe("a mistake in the file is refused in one line", () => {
  const receiver = { endpoint: "https://receiver.example/", authorization, audience: "a" };
  test.each([
    [
      "no JSON",
      `[{ "authorization": "${authorization}", }]`,
      1,
      /which --security-event-receivers-file names, must/,
    ],
    ["nothing", "", 1, /must hold a JSON list/],
    ["one receiver", receiver, 1, /must hold a JSON list, such as \[\{ "endpoint"/],
    ["a member twice", `[{ "audience": "a", "audience": "${verifierOne}" }]`, 1, /must hold a JSON list/],
    ["a list of texts", [verifierOne], 2, /--security-event-receivers-file\[0\] must be \{ credential/],
    [
      "an open endpoint",
      [{ ...receiver, endpoint: "http://a.example" }],
      2,
      /\[0\]\.endpoint must use https/,
    ],
    ["a bad one", [receiver, { ...receiver, authorization: verifierOne }], 2, /\[1\]\.authorization must be/],
    [
      "a short credential",
      [{ credential: "short", audience: "a" }],
      2,
      /\[0\]\.credential must have 32 to 512/,
    ],
  ])("%s", async (_, content, exitCode, sentence) => {
    const folder = temporaryFolder();
    const store = ["--store", `sqlite:${join(folder, "pawl.sqlite")}`];
    const args = ["serve", "--port", "0", ...store, "--security-event-receivers-file", fileWith(content)];
    const finished = await runHere(args, { env: { PAWL_SECRETS: secretOne } });
    expect(finished).toMatchObject({ exitCode, stdout: "", stderr: expect.stringMatching(sentence) });
    expect(finished.stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(finished.stderr).not.toContain(verifierOne);
    // What the file must be like is known before the store is opened.
    if (exitCode === 1) expect(readdirSync(folder)).toEqual([]);
  });

  test("a file that is not there", async () => {
    const args = ["serve", "--port", "0", "--store", "memory:"];
    const env = { PAWL_SECRETS: secretOne, PAWL_SECURITY_EVENT_RECEIVERS_FILE: "/nowhere/at/all" };
    const finished = await runHere(args, { env });
    expect(finished.exitCode).toBe(1);
    expect(finished.stderr).toContain(
      "which PAWL_SECURITY_EVENT_RECEIVERS_FILE names, cannot be read (ENOENT)",
    );
  });
});
