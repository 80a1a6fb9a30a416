// Goal: `pawl serve` is the whole server: it says where it listens, refreshes at POST /refresh, logs each thing as one
// JSON line, stays up whatever is thrown at it, and tells no secret to anyone.
// Method: the program runs from its source as a process of its own; clients speak to it over HTTP and raw sockets.
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { connect } from "node:net";
import { describe, expect, test, vi } from "vitest";
import type { SessionResponse, TokenResponse } from "../../src/protocol/wire.ts";
import { ada } from "../support/people.ts";
import { secretOne, secretTwo } from "../support/secrets.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { accountsWithAda } from "./support/accounts.ts";
import {
  cookieOf,
  getWithToken,
  login,
  loginWithCookie,
  post,
  postWithCookie,
  refresh,
} from "./support/requests.ts";
import { servePawl } from "./support/serve-pawl.ts";

vi.setConfig({ testTimeout: 30_000 });

test("it says where it listens, in one plain line, and nothing else on stdout", async () => {
  const served = await servePawl(["--store", "memory:"]);
  expect(served.stdout()).toMatch(/^pawl listening on http:\/\/localhost:\d+\n$/);
  expect(await (await fetch(`${served.url}/healthz`)).json()).toEqual({ status: "ok" });
  expect(await (await fetch(`${served.url}/readyz`)).json()).toEqual({ status: "ok" });
});

test("a login, a refresh at POST /refresh, a call and a logout, with tokens in bodies", async () => {
  const { store } = await accountsWithAda();
  const { url } = await servePawl(store);
  const first = await login(url);
  const refreshed = (await (await refresh(url, first.refresh_token)).json()) as TokenResponse;
  expect(refreshed).toMatchObject({
    rotation: "rotated",
    session: { generation: 1, sid: first.session.sid },
  });
  const me = await getWithToken(url, "/session", refreshed.access_token);
  expect(((await me.json()) as SessionResponse).session.subject).toBe(first.session.subject);
  expect((await post(url, "/logout", { refresh_token: refreshed.refresh_token })).status).toBe(204);
  expect((await refresh(url, refreshed.refresh_token ?? "")).status).toBe(401);
});

test("the same with a cookie, from a page of either local name", async () => {
  const { store } = await accountsWithAda();
  const { url } = await servePawl(store);
  const cookie = await loginWithCookie(url);
  const answer = await postWithCookie(url, "/refresh", cookie);
  expect(answer.status).toBe(200);
  expect(cookieOf(answer)).not.toBe(cookie);
  const other = url.replace("localhost", "127.0.0.1");
  expect((await postWithCookie(other, "/refresh", cookieOf(answer) ?? "")).status).toBe(200);
});

test("under a base path it is there and nowhere else, and the issuer says so", async () => {
  const { store } = await accountsWithAda();
  const served = await servePawl([...store, "--base-path", "/auth"]);
  expect(served.url).toMatch(/:\d+\/auth$/);
  const { access_token } = await login(served.url);
  const claims = JSON.parse(Buffer.from(access_token.split(".")[1] ?? "", "base64url").toString());
  expect(claims).toMatchObject({ iss: served.url, aud: new URL(served.url).origin });
  expect((await fetch(new URL("/healthz", served.url))).status).toBe(404);
});

test("OAuth clients find it by its issuer, at the address of RFC 8414 and below the base path", async () => {
  const { store } = await accountsWithAda();
  const issuer = "http://localhost:4000/auth";
  const document = "/.well-known/oauth-authorization-server";
  const behindAProxy = await servePawl([...store, "--issuer", issuer]);
  const withAPath = await servePawl([...store, "--issuer", issuer, "--base-path", "/auth"]);
  for (const address of [
    new URL(`${document}/auth`, behindAProxy.url),
    new URL(document, behindAProxy.url),
    new URL(`${document}/auth`, withAPath.url),
    new URL(`/auth${document}`, withAPath.url),
  ]) {
    const answer = await fetch(address);
    expect([address.pathname, answer.status]).toEqual([address.pathname, 200]);
    expect(await answer.json()).toMatchObject({ issuer, token_endpoint: `${issuer}/token` });
  }
});

test("settings may come from the environment", async () => {
  const { file } = await accountsWithAda();
  const env = {
    PAWL_STORE: `sqlite:${file}`,
    PAWL_ACCESS_TOKEN_LIFETIME: "90s",
    PAWL_ISSUER: "https://auth.example.com",
    PAWL_AUDIENCE: "api",
    PAWL_SECRETS: secretOne,
    NODE_ENV: "production",
  };
  const { url, log } = await servePawl([], { env });
  const { access_token, expires_in } = await login(url);
  const claims = JSON.parse(Buffer.from(access_token.split(".")[1] ?? "", "base64url").toString());
  expect(claims).toMatchObject({ iss: "https://auth.example.com", aud: "api" });
  expect([89, 90]).toContain(expires_in);
  expect(log().find(({ event }) => event === "started")).toMatchObject({ production: true });
});

describe("secrets in development", () => {
  test("are made beside the database, told by path and never by content, and hold across a restart", async () => {
    const { file, store } = await accountsWithAda();
    const first = await servePawl([...store, "--issuer", "http://localhost:4000"]);
    const secrets = `${file}.secrets`;
    expect(statSync(secrets).mode & 0o777).toBe(0o600);
    expect(await first.logged("secrets_made")).toMatchObject({ level: "info", file: secrets });
    const { access_token, refresh_token } = await login(first.url);
    first.signal("SIGTERM");
    const { stdout, stderr } = await first.finished;
    expect(stdout + stderr).not.toContain(readFileSync(secrets, "utf8").trim());

    const second = await servePawl([...store, "--issuer", "http://localhost:4000"]);
    expect((await getWithToken(second.url, "/session", access_token)).status).toBe(200);
    expect((await refresh(second.url, refresh_token)).status).toBe(200);
    expect(second.log().map(({ event }) => event)).not.toContain("secrets_made");
  });

  test("for the memory store leave nothing behind", async () => {
    const cwd = temporaryFolder();
    const served = await servePawl(["--store", "memory:"], { cwd });
    served.signal("SIGTERM");
    expect((await served.finished).exitCode).toBe(0);
    expect(() => statSync(`${cwd}/pawl.sqlite.secrets`)).toThrow(/ENOENT/);
  });
});

describe("secrets that change", () => {
  test("end no session while the old one stays in the list", async () => {
    const { store } = await accountsWithAda();
    const args = [...store, "--issuer", "http://localhost:4000"];
    const before = await servePawl(args, { env: { PAWL_SECRETS: secretOne } });
    const { refresh_token } = await login(before.url);
    before.signal("SIGTERM");
    await before.finished;
    const after = await servePawl(args, { env: { PAWL_SECRETS: `${secretTwo},${secretOne}` } });
    expect((await refresh(after.url, refresh_token)).status).toBe(200);
    expect(after.log().map(({ event }) => event)).not.toContain("secrets_changed");
  });

  test("end them all without it, and that is said", async () => {
    const { store } = await accountsWithAda();
    const before = await servePawl(store, { env: { PAWL_SECRETS: secretOne } });
    before.signal("SIGTERM");
    await before.finished;
    const after = await servePawl(store, { env: { PAWL_SECRETS: secretTwo } });
    expect(await after.logged("secrets_changed")).toMatchObject({ level: "warn" });
  });
});

describe("the log", () => {
  test("has one line of JSON for each thing that happens, with time, level and event", async () => {
    const { store } = await accountsWithAda();
    const served = await servePawl(store);
    const { refresh_token } = await login(served.url);
    await refresh(served.url, refresh_token);
    await post(served.url, "/login", {
      email: ada.email,
      password: "a wrong one, of course",
      transport: "body",
    });
    await post(served.url, "/login", { email: ada.email, password: ada.password });
    await post(served.url, "/logout", { refresh_token });
    await refresh(served.url, refresh_token);
    served.signal("SIGTERM");
    const { stderr } = await served.finished;
    const lines = stderr
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ event }) => event)).toEqual([
      "secrets_made",
      "signing_key_created",
      "started",
      "session_created",
      "session_refreshed",
      "login_failed",
      "csrf_rejected",
      "session_ended",
      "refresh_refused",
      "stopping",
      "stopped",
    ]);
    for (const { time, level } of lines) {
      expect(new Date(time).toISOString()).toBe(time);
      expect(["info", "warn"]).toContain(level);
    }
  });

  test("holds no password, token, cookie, secret or sid, whatever was sent and however it ended", async () => {
    const { store } = await accountsWithAda();
    const served = await servePawl(store, { env: { PAWL_SECRETS: `${secretOne},${secretTwo}` } });
    const { url } = served;
    const typed = "canary-password-typed-wrong";
    const first = await login(url, { "user-agent": "canary-agent\u009B31m" });
    const second = (await (await refresh(url, first.refresh_token)).json()) as TokenResponse;
    const cookie = await loginWithCookie(url);
    const renewed = cookieOf(await postWithCookie(url, "/refresh", cookie)) ?? "";
    const tampered = `${first.refresh_token.slice(0, -4)}AAAA`;
    await post(url, "/login", { email: ada.email, password: typed, transport: "body" });
    await post(url, "/login", { email: ada.email, password: { $ne: typed } });
    await refresh(url, tampered);
    await fetch(`${url}/refresh?refresh_token=${tampered}&access_token=${second.access_token}`, {
      method: "POST",
    });
    await getWithToken(url, "/session", `${second.access_token}x`);
    await fetch(`${url}/session`, { headers: { authorization: `Bearer ${tampered} ${tampered}` } });
    await postWithCookie(url, "/refresh", `${cookie}; ${cookie}`);
    await post(url, "/logout", { refresh_token: second.refresh_token });
    await refresh(url, second.refresh_token ?? "");
    served.signal("SIGTERM");
    const { stdout, stderr } = await served.finished;
    const canaries = [
      secretOne,
      secretTwo,
      ada.password,
      typed,
      first.refresh_token,
      first.access_token,
      second.refresh_token ?? "",
      second.access_token,
      second.access_token.split(".")[2] ?? "",
      tampered.slice(0, 60),
      ...[cookie, renewed].map((one) => one.split("=")[1] ?? ""),
      first.session.sid,
    ];
    for (const canary of canaries) {
      expect(canary.length).toBeGreaterThan(10);
      expect(stdout + stderr).not.toContain(canary);
    }
    expect(stderr).toMatch(/^[\x20-\x7E\n]+$/);
  });
});

describe("whatever is sent", () => {
  /** What the server answers to bytes, until it closes or says a whole answer. */
  async function send(url: string, text: string): Promise<string> {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.write(text);
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("error", () => undefined);
    await once(socket, "close");
    return Buffer.concat(chunks).toString();
  }

  test.each([
    ["no HTTP", "hello there\r\n\r\n", 400],
    ["headers of 40 KiB", `GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(40_000)}\r\n\r\n`, 431],
    ["a URL of 40 KiB", `GET /${"y".repeat(40_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431],
    [
      "two ways to say how long the body is",
      "POST /refresh HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
      400,
    ],
    ["no host", "GET /healthz HTTP/1.1\r\n\r\n", 400],
    [
      "a body that is too large",
      `POST /refresh HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 20000\r\n\r\n${" ".repeat(20_000)}`,
      413,
    ],
  ])("%s is refused, and the server goes on", async (_, text, status) => {
    const { url } = await servePawl(["--store", "memory:"]);
    const answer = await send(url, text);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).not.toMatch(/^(server|x-powered-by):|\bat \w+ \(|node_modules/im);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});
