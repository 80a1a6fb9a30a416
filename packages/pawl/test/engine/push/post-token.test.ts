/**
 * Goal: a token is sent as RFC 8935 §2.1 has it, to the one endpoint, and whatever comes back takes a bounded time and a
 * bounded memory, and says nothing in our events that the receiver made up.
 * Method: receivers on real sockets that answer rightly, wrongly, endlessly, elsewhere or never.
 */
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { createPostToken, readRetryAfter } from "../../../src/engine/push/post-token.ts";
import type { Attempt } from "../../../src/engine/push/step-after.ts";
import { hours, seconds } from "../../../src/session/policy.ts";
import { openEndpoint, saying } from "../../identity/support/endpoint.ts";
import { startOfTime } from "../../support/clock.ts";

const authorization = "Bearer receiver-s-own-credential";
const token = "header.payload.signature";

function posting(timeoutMs = 10_000) {
  const post = createPostToken({ send: fetch, clock: () => startOfTime, timeoutMs });
  return (endpoint: string, signal = new AbortController().signal) =>
    post({ endpoint, authorization, audience: "one" }, token, signal);
}

async function attemptAt(answer: (response: ServerResponse) => void, timeoutMs?: number): Promise<Attempt> {
  return posting(timeoutMs)((await openEndpoint(answer)).url);
}

const answered = (status: number, changes: object = {}) => ({
  ...{ kind: "answered", status, err: null, retryAfterMs: 0, ...changes },
});
const noAnswer = (message: string) => ({ kind: "no_answer", error: expect.objectContaining({ message }) });

test("the request is a POST of the token alone, with what the receiver knows us by", async () => {
  const { url, asked } = await openEndpoint(saying("", 202));
  await posting()(url);
  expect(asked[0]).toMatchObject({
    method: "POST",
    headers: { "content-type": "application/secevent+jwt", accept: "application/json", authorization },
    body: token,
  });
});

test("without an authorization none is sent", async () => {
  const { url, asked } = await openEndpoint(saying("", 202));
  const post = createPostToken({ send: fetch, clock: Date.now, timeoutMs: 10_000 });
  await post({ endpoint: url, audience: "one" }, token, new AbortController().signal);
  expect(asked[0]?.headers).not.toHaveProperty("authorization");
});

describe("an answer", () => {
  test.each([
    ["202", saying("", 202), answered(202)],
    ["202 with a body that nobody reads", saying("x".repeat(100_000), 202), answered(202)],
    [
      "a refusal",
      saying({ err: "invalid_key", description: "?" }, 400),
      answered(400, { err: "invalid_key" }),
    ],
    ["a refusal for a reason of its own", saying({ err: "canary" }, 400), answered(400)],
    ["a refusal that is no JSON", saying("<!doctype html>", 400), answered(400)],
    ["a refusal of nothing", saying("", 400), answered(400)],
    ["a refusal that is a list", saying([], 400), answered(400)],
    ["401", saying({ err: "invalid_key" }, 401), answered(401)],
    ["429", saying("", 429, { "retry-after": "7" }), answered(429, { retryAfterMs: seconds(7) })],
    ["500", saying("", 500), answered(500)],
  ])("is told apart: %s", async (_, answer, expected) => {
    expect(await attemptAt(answer)).toEqual(expected);
  });

  test.each([301, 302, 303, 307, 308])("that leads elsewhere, by %i, is not followed", async (status) => {
    const elsewhere = await openEndpoint(saying("", 202));
    expect(await attemptAt(saying("", status, { location: elsewhere.url }))).toEqual(answered(status));
    expect(elsewhere.asked).toEqual([]);
  });

  test("that goes on and on is cut off", async () => {
    const endless = (response: ServerResponse) => {
      response.writeHead(400);
      const more = () =>
        void (response.writable && response.write("x".repeat(1024), () => setImmediate(more)));
      more();
    };
    expect(await attemptAt(endless)).toEqual(noAnswer("the receiver answered with more than 4 KiB"));
  });

  test.each([
    ["never comes", () => undefined],
    ["stops in the middle", (response: ServerResponse) => void response.writeHead(400).write('{"err')],
  ])("that %s is given up in time", async (_, answer) => {
    expect(await attemptAt(answer, 100)).toEqual(noAnswer("the receiver gave no answer within 100 ms"));
  });
});

test("a receiver that hangs up, or is not there, is no answer, with the code of the failure", async () => {
  const hangUp = await attemptAt((response) => void response.destroy());
  expect(hangUp).toEqual(noAnswer("the receiver gave no answer (UND_ERR_SOCKET)"));
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const nobody = await posting()(`http://127.0.0.1:${port}/`);
  expect(nobody).toEqual(noAnswer("the receiver gave no answer (ECONNREFUSED)"));
});

test("what is under way is given up when it is told to be, and not begun afterwards", async () => {
  const { url, arrival, asked } = await openEndpoint(() => undefined);
  const closing = new AbortController();
  const attempt = posting()(url, closing.signal);
  await arrival();
  closing.abort();
  const givenUp = noAnswer("the receiver gave no answer before it was given up");
  expect(await attempt).toEqual(givenUp);
  expect(await posting()(url, closing.signal)).toEqual(givenUp);
  expect(asked.length).toBe(1);
});

test("C112: nothing that comes of an attempt says anything of the credential, the token, the URL or the answer", async () => {
  const canaries = [authorization, "receiver-s-own-credential", token, "canary"];
  const quoting = Object.assign(new TypeError(canaries.join(" ")), { code: "canary", cause: { token } });
  const answers: (typeof fetch)[] = [
    () => Promise.reject(quoting),
    () => Promise.reject(new Error("outer", { cause: quoting })),
    () => Promise.reject(token),
    () => Promise.resolve(Response.json({ err: "canary", description: token }, { status: 400 })),
    () => Promise.resolve(new Response("canary", { status: 500, statusText: "canary" })),
    () => Promise.resolve(new Response("canary", { status: 503, headers: { "retry-after": "canary" } })),
  ];
  for (const send of answers) {
    const post = createPostToken({ send, clock: Date.now, timeoutMs: 10_000 });
    const receiver = { endpoint: "https://receiver.example/?key=canary", authorization, audience: "one" };
    const attempt = await post(receiver, token, new AbortController().signal);
    const told = inspect(attempt, { depth: 9, showHidden: true });
    for (const canary of canaries) expect(told).not.toContain(canary);
  }
});

test.each([
  [null, 0],
  ["0", 0],
  ["120", seconds(120)],
  [new Date(startOfTime + hours(1)).toUTCString(), hours(1)],
  [new Date(startOfTime - hours(1)).toUTCString(), 0],
  ["-5", 0],
  ["soon", 0],
  ["9".repeat(30), 0],
])("Retry-After: %s is %i ms", (text, ms) => {
  expect(readRetryAfter(text, Math.floor(startOfTime / 1000) * 1000)).toBe(ms);
});
