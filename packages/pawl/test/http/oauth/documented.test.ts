/**
 * Goal: what docs/oauth.md tells people to write works, and its table of failures is the one that is answered by.
 * Method: its client is run as it stands there, but for the address, against a real server; its tables are read.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as client from "openid-client";
import { expect, test } from "vitest";
import { type Code, codes } from "../../../src/protocol/codes.ts";
import { days } from "../../../src/session/policy.ts";
import { repository } from "../../package/sources.ts";
import { openLoopbackIssuer } from "../support/loopback-issuer.ts";
import { oauthErrors } from "../support/oauth-failure.ts";
import { nativeLogin } from "../support/oauth-site.ts";

const page = readFileSync(join(repository, "docs/oauth.md"), "utf8");

interface Tokens {
  readonly refresh_token: string;
}

/** What the example defines. */
interface Example {
  refresh(tokens: Tokens): Promise<Tokens>;
  logout(tokens: Tokens): Promise<void>;
}

/** The example as a function of what it imports and of what the app has. */
async function runExample(issuer: string, forget: (tokens: Tokens) => void): Promise<Example> {
  const [, code = ""] = /^```js\nimport \* as client from "openid-client";\n(.*?)^```$/ms.exec(page) ?? [];
  const here = code
    .replace('"https://app.example/auth"', JSON.stringify(issuer))
    .replace('algorithm: "oauth2"', "$&, execute: [client.allowInsecureRequests]");
  expect(here).not.toBe(code);
  const AsyncFunction = (async () => undefined).constructor as FunctionConstructor;
  return await AsyncFunction("client", "forget", `${here}\nreturn { refresh, logout };`)(client, forget);
}

test("its client refreshes, logs out, and forgets its tokens only when the session is over", async () => {
  const site = await openLoopbackIssuer();
  const forgotten: Tokens[] = [];
  const example = await runExample(site.issuer, (tokens) => forgotten.push(tokens));
  const { refreshToken } = await nativeLogin(site);
  const second = await example.refresh({ refresh_token: refreshToken });
  site.clock.advance(60_000);
  const third = await example.refresh(second);
  await expect(example.refresh({ refresh_token: refreshToken })).rejects.toMatchObject({ status: 409 });
  expect(forgotten).toEqual([]);
  await example.logout(third);
  await expect(example.refresh(third)).rejects.toMatchObject({
    error: "invalid_grant",
    cause: { reason: "logged_out" },
  });
  expect(forgotten).toEqual([third]);
});

test("its client is told of an end by time, too", async () => {
  const site = await openLoopbackIssuer();
  const forgotten: Tokens[] = [];
  const example = await runExample(site.issuer, (tokens) => forgotten.push(tokens));
  const mine = { refresh_token: (await nativeLogin(site)).refreshToken };
  site.clock.advance(days(30));
  await expect(example.refresh(mine)).rejects.toMatchObject({ cause: { code: "session_expired" } });
  expect(forgotten).toEqual([mine]);
});

test("its table has each code with the error and the status that it has on the wire", () => {
  const rows = [...page.matchAll(/^\| (`\w+`(?:, `\w+`)*) \| ((?:\d{3}(?:, )?)+) \| (.*) \|$/gm)];
  const told = new Map<string, [error: string, statuses: string]>();
  for (const [, errors = "", statuses = "", listed = ""] of rows) {
    const names = (text: string) => [...text.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name);
    const ofRow = listed === "the same" ? names(errors) : names(listed).filter((name) => name !== "revision");
    for (const code of ofRow)
      told.set(code, [names(errors).length > 1 ? code : (names(errors)[0] ?? ""), statuses]);
  }
  // Two more travel in that shape, of which one is told at another route and one not by Pawl itself.
  const ofTheTokenEndpoint = Object.entries(oauthErrors).filter(
    ([code]) => code !== "verifier_credential_invalid" && code !== "verifier_unavailable",
  );
  expect([...told.keys()].sort()).toEqual(ofTheTokenEndpoint.map(([code]) => code).sort());
  for (const [code, error] of ofTheTokenEndpoint) {
    const status = error === "invalid_grant" ? 400 : codes[code as Code].status;
    expect([code, told.get(code)?.[0]]).toEqual([code, error]);
    expect([code, told.get(code)?.[1].includes(String(status))]).toEqual([code, true]);
  }
});
