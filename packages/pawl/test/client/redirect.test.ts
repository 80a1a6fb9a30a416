/**
 * Goal: C69: the access token is never carried across a redirect to another origin, and what answers there asks for
 * nothing.
 * Method: two real servers on two ports and the platform's own fetch, which is what decides it.
 */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "../../src/client/index.ts";
import { tokenBody } from "./support/answers.ts";

interface Seen {
  readonly origin: string;
  readonly requests: string[];
}

type Reply = (
  request: IncomingMessage,
  answer: (status: number, headers: Record<string, string>, body?: unknown) => void,
) => void;

async function serve(reply: Reply): Promise<Seen> {
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url} ${request.headers.authorization ?? "-"}`);
    reply(request, (status, headers, body) => {
      response.writeHead(status, headers).end(body === undefined ? undefined : JSON.stringify(body));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

async function scene() {
  const other = await serve((_request, answer) => {
    answer(401, { "www-authenticate": 'Bearer error="invalid_token"' });
  });
  const own = await serve((request, answer) => {
    if (request.url === "/auth/refresh")
      answer(200, { "content-type": "application/json" }, tokenBody("token"));
    else if (request.url === "/away") answer(302, { location: `${other.origin}/there` });
    else if (request.url === "/slash") answer(307, { location: "/slash/" });
    else answer(200, {}, "ok");
  });
  const client = createClient({ authUrl: `${own.origin}/auth` });
  onTestFinished(() => client.close());
  return { client, own, other };
}

test("C69: a redirect to another origin arrives there without Authorization, and its 401 starts no refresh", async () => {
  const { client, own, other } = await scene();
  expect(await client.fetch(`${own.origin}/away`)).toMatchObject({ status: 401, redirected: true });
  expect(other.requests).toEqual(["GET /there -"]);
  expect(own.requests).toEqual(["POST /auth/refresh -", "GET /away Bearer token"]);
});

test("a redirect on the same origin, for a missing slash for example, is followed with the token", async () => {
  const { client, own } = await scene();
  expect(await client.fetch(`${own.origin}/slash`)).toMatchObject({ status: 200 });
  expect(own.requests.slice(1)).toEqual(["GET /slash Bearer token", "GET /slash/ Bearer token"]);
});

test("an auth call is never redirected: somebody else's answer is no answer", async () => {
  const { origin: elsewhere, requests } = await serve((_request, answer) => {
    answer(200, { "content-type": "application/json" }, tokenBody("stolen"));
  });
  const { origin } = await serve((_request, answer) =>
    answer(307, { location: `${elsewhere}/auth/refresh` }),
  );
  const client = createClient({ authUrl: `${origin}/auth`, restore: false });
  onTestFinished(() => client.close());
  await expect(client.refresh()).rejects.toMatchObject({ name: "UnavailableError" });
  expect(requests).toEqual([]);
});
