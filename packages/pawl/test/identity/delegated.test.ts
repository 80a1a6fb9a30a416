/**
 * Goal: a login that is delegated is decided by the application alone: who it names is in, nobody is "no", and whatever else
 * it does is no answer. The credentials go to it, signed, and nowhere else.
 * Method: endpoints on real sockets that answer rightly, wrongly, endlessly, elsewhere or never.
 */
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { describeError } from "../../src/cli/describe-error.ts";
import { delegatedIdentity } from "../../src/identity/delegated.ts";
import type { DelegatedIdentityOptions } from "../../src/identity/delegated-options.ts";
import { StoreError } from "../../src/session/store.ts";
import { startOfTime } from "../support/clock.ts";
import { ada } from "../support/people.ts";
import { refusalOf } from "../support/refusal.ts";
import { openEndpoint, saying } from "./support/endpoint.ts";

const secret = "identity-3xQmT9vLkW2cZ8rNpB5yHdJgF7sAeUo";
const request = new Request("https://app.example/auth/login");
const credentials = { email: ada.email, password: ada.password };
const someone = { subject: ada.subject };

async function asking(
  answer: Parameters<typeof openEndpoint>[0],
  options: Partial<DelegatedIdentityOptions> = {},
) {
  const endpoint = await openEndpoint(answer);
  const identity = delegatedIdentity({ url: endpoint.url, secret, clock: () => startOfTime, ...options });
  return { ...endpoint, authenticate: () => identity.authenticate(credentials, request) };
}

/** What a login was rejected with; fails the test if it was answered. */
async function failureOf(login: Promise<unknown>): Promise<Error> {
  const outcome = await login.catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(StoreError);
  return outcome as Error;
}

describe("an answer", () => {
  test.each([
    ["a subject alone is logged in by password", someone, { ...someone, amr: ["pwd"] }],
    ["methods are taken as stated", { ...someone, amr: ["pwd", "otp"] }, { ...someone, amr: ["pwd", "otp"] }],
    [
      "claims are passed on",
      { ...someone, claims: { roles: ["editor"], org: { id: 7 } } },
      { ...someone, claims: { roles: ["editor"], org: { id: 7 } }, amr: ["pwd"] },
    ],
    ["a subject of 255 characters", { subject: "x".repeat(255) }, { subject: "x".repeat(255), amr: ["pwd"] }],
    ["a subject of null is nobody", { subject: null }, null],
    ["nobody, whatever else is said", { subject: null, claims: 5 }, null],
  ])("%s", async (_, said, user) => {
    const { authenticate } = await asking(saying(said));
    expect(await authenticate()).toEqual(user);
  });
});

describe("whatever else is said is no answer, and never a no", () => {
  test.each([
    ["401, which a proxy may say too", saying({ subject: null }, 401), "with status 401 instead of 200"],
    ["403", saying("", 403), "status 403"],
    ["404", saying("", 404), "status 404"],
    ["201", saying(someone, 201), "status 201"],
    ["422 of FastAPI", saying({ detail: [{ msg: "Field required" }] }, 422), "status 422"],
    ["500", saying("Internal Server Error", 500), "status 500"],
    ["a page", saying("<!doctype html>"), "is no JSON object"],
    ["nothing", saying(""), "is no JSON object"],
    ["null", saying("null"), "is no JSON object"],
    ["a list", saying([ada.subject]), "is no JSON object"],
    ["a text", saying(JSON.stringify(ada.subject)), "is no JSON object"],
    ["a subject twice", saying('{"subject":null,"subject":"usr_ada"}'), "is no JSON object"],
    ["a prototype", saying('{"subject":"usr_ada","__proto__":{}}'), "is no JSON object"],
    ["an object without a subject", saying({}), "has no subject"],
    ["a number as subject", saying({ subject: 7 }), "has a subject that is neither null nor"],
    ["a subject that is empty", saying({ subject: "" }), "has a subject that"],
    ["a subject of 256 characters", saying({ subject: "x".repeat(256) }), "has a subject that"],
    [
      "another member",
      saying({ ...someone, email: ada.email }),
      "has a member other than subject, claims, amr",
    ],
    ["an amr that is a text", saying({ ...someone, amr: "pwd" }), "has an amr that"],
    ["an amr of numbers", saying({ ...someone, amr: [1] }), "has an amr that"],
    ["an endless amr", saying({ ...someone, amr: Array(17).fill("pwd") }), "has an amr that"],
    ["claims that are a list", saying({ ...someone, claims: [] }), "has claims that are no object"],
    ["a claim of ours", saying({ ...someone, claims: { exp: 1 } }), "has a claim that is Pawl's own"],
    [
      "large claims",
      saying({ ...someone, claims: { a: "x".repeat(2048) } }),
      "has claims of more than 2048 bytes",
    ],
    ["deep claims", saying(`{"subject":"a","claims":${'{"a":'.repeat(9)}1${"}".repeat(10)}`), "is no JSON"],
    ["17 KiB", saying({ ...someone, claims: { a: "x".repeat(17 * 1024) } }), "more than 16 KiB"],
  ])("%s", async (_, answer, sentence) => {
    const { authenticate, asked } = await asking(answer);
    expect((await failureOf(authenticate())).message).toContain(sentence);
    expect(asked).toHaveLength(1);
  });

  test("a redirect is not followed: the credentials stay with the one endpoint", async () => {
    const elsewhere = await openEndpoint(saying(someone));
    for (const status of [301, 302, 303, 307, 308]) {
      const { authenticate } = await asking(saying("", status, { location: elsewhere.url }));
      expect((await failureOf(authenticate())).message).toBe("the identity endpoint gave no answer");
    }
    expect(elsewhere.asked).toEqual([]);
  });

  test("an endpoint that is not there is named by the code of the failure", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const identity = delegatedIdentity({ url: `http://127.0.0.1:${port}/`, secret });
    const failure = await failureOf(identity.authenticate(credentials, request));
    expect(failure.message).toBe("the identity endpoint gave no answer (ECONNREFUSED)");
  });

  test.each([
    ["says nothing", () => undefined],
    [
      "stops in the middle",
      (response: Parameters<Parameters<typeof openEndpoint>[0]>[0]) =>
        void response.writeHead(200).write('{"sub'),
    ],
  ])("one that %s is given up in time", async (_, answer) => {
    const { authenticate } = await asking(answer, { timeoutMs: 100 });
    expect((await failureOf(authenticate())).message).toBe(
      "the identity endpoint gave no answer within 100 ms",
    );
  });

  test("a fetch that does not look at its signal is given up as well, and its place is free again", async () => {
    let calls = 0;
    const identity = delegatedIdentity({
      ...{ url: "https://app.example/verify", secret, timeoutMs: 100, requestsAtOnce: 1, requestsWaiting: 0 },
      fetch: () => (calls++ === 0 ? new Promise(() => undefined) : Promise.resolve(Response.json(someone))),
    });
    await failureOf(identity.authenticate(credentials, request));
    expect(await identity.authenticate(credentials, request)).toMatchObject(someone);
  });

  test("an endless answer is cut off", async () => {
    const { authenticate } = await asking((response) => {
      response.writeHead(200);
      const more = () =>
        void (response.writable && response.write("x".repeat(4096), () => setImmediate(more)));
      more();
    });
    expect((await failureOf(authenticate())).message).toContain("more than 16 KiB");
  });
});

describe("the question", () => {
  test("is JSON, as it was typed, with a signature over the time and the body", async () => {
    const { authenticate, asked } = await asking(saying(someone));
    await authenticate();
    const [one] = asked;
    expect(one?.method).toBe("POST");
    expect(one?.headers).toMatchObject({ "content-type": "application/json", accept: "application/json" });
    expect(JSON.parse(one?.body ?? "")).toEqual(credentials);
    const t = Math.floor(startOfTime / 1000);
    const v1 = createHmac("sha256", secret).update(`${t}.${one?.body}`).digest("hex");
    expect(one?.headers["pawl-signature"]).toBe(`t=${t},v1=${v1}`);
  });

  test("is not asked for what is absurdly long: that is nobody", async () => {
    const endpoint = await openEndpoint(saying(someone));
    const identity = delegatedIdentity({ url: endpoint.url, secret });
    const long = { email: ada.email, password: "x".repeat(16 * 1024) };
    expect(await identity.authenticate(long, request)).toBeNull();
    expect(endpoint.asked).toEqual([]);
  });

  test("waits for its turn, and beyond the queue is refused as overloaded, unasked", async () => {
    const waiting: (() => void)[] = [];
    const { authenticate, asked, arrival } = await asking(
      (response) => void waiting.push(() => saying(someone)(response)),
      { requestsAtOnce: 2, requestsWaiting: 1 },
    );
    const logins = [authenticate(), authenticate(), authenticate()];
    expect(await refusalOf(authenticate())).toEqual({ code: "overloaded" });
    while (waiting.length < 2) await arrival();
    for (const release of waiting.splice(0)) release();
    while (waiting.length < 1) await arrival();
    for (const release of waiting) release();
    expect(await Promise.all(logins)).toHaveLength(3);
    expect(asked).toHaveLength(3);
  });
});

test("C112: no error says anything of the credentials, the secret, the URL or the answer", async () => {
  const canaries = [ada.email, ada.password, secret, "canary-in-the-query", "canary-in-the-answer"];
  const quoting = Object.assign(new TypeError(canaries.join(" ")), {
    code: ada.password,
    cause: credentials,
  });
  const inACircle = new Error(ada.password);
  inACircle.cause = inACircle;
  const answers: (typeof fetch)[] = [
    () => Promise.reject(quoting),
    () => Promise.reject(new Error("outer", { cause: quoting })),
    () => Promise.reject(ada.password),
    () => Promise.reject(inACircle),
    () => Promise.resolve(new Response("canary-in-the-answer")),
    () => Promise.resolve(new Response("canary-in-the-answer", { status: 500, statusText: ada.password })),
    () => Promise.resolve(Response.json({ subject: "a", "canary-in-the-answer": ada.email })),
    () => Promise.resolve(Response.json({ subject: "a", claims: { sid: "canary-in-the-answer" } })),
  ];
  for (const answer of answers) {
    const url = "https://app.example/verify?key=canary-in-the-query";
    const identity = delegatedIdentity({ url, secret, fetch: answer });
    const failure = await failureOf(identity.authenticate(credentials, request));
    const told = inspect(failure, { depth: 9, showHidden: true }) + JSON.stringify(describeError(failure));
    for (const canary of canaries) expect(told).not.toContain(canary);
  }
});
