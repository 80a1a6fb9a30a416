// Goal: a disk that is full costs nobody their session: what cannot be written is 503, and once there is room everyone
// goes on where they were.
// Method: `pawl serve` on a file, as a process whose files may not grow, and then may again (prlimit of Linux).
import { execFileSync } from "node:child_process";
import { expect, test, vi } from "vitest";
import type { TokenResponse } from "../../src/protocol/wire.ts";
import { ada } from "../support/people.ts";
import { accountsWithAda } from "./support/accounts.ts";
import { getWithToken, login, post, refresh } from "./support/requests.ts";
import { servePawl } from "./support/serve-pawl.ts";

vi.setConfig({ testTimeout: 30_000 });

test("a full disk is 503 with Retry-After, and nothing is lost once there is room", async () => {
  const { store } = await accountsWithAda();
  // Without a grace period each refresh has to be written.
  const served = await servePawl([...store, "--grace-period", "0"]);
  const { url } = served;
  /** What the process may write to a file at most, in bytes. */
  const limitFiles = (size: "1" | "unlimited"): void => {
    execFileSync("prlimit", ["--pid", String(served.pid), `--fsize=${size}:`]);
  };
  const sessions = await Promise.all(Array.from({ length: 5 }, () => login(url)));

  limitFiles("1");
  for (const { refresh_token, access_token } of sessions) {
    const refused = await refresh(url, refresh_token);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ code: "store_unavailable" });
    expect((await getWithToken(url, "/session", access_token)).status).toBe(200);
  }
  const { email, password } = ada;
  expect((await post(url, "/login", { email, password, transport: "body" })).status).toBe(503);

  limitFiles("unlimited");
  for (const { refresh_token, session } of sessions) {
    const answer = await refresh(url, refresh_token);
    expect(answer.status).toBe(200);
    const refreshed = (await answer.json()) as TokenResponse;
    expect(refreshed).toMatchObject({ rotation: "rotated", session: { sid: session.sid, generation: 1 } });
  }
  expect((await login(url)).session.generation).toBe(0);
});
