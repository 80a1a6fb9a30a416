/**
 * Goal: a verifier that asks the issuer takes no session that has ended, at once; and whatever is no plain yes or no is "try
 * again", with nothing of the credential and the token in any error.
 * Method: two real servers on one store, of which one is asked and the other one ends sessions; and a server that answers what
 * the test tells it to.
 */
import type { RequestListener } from "node:http";
import { describe, expect, test } from "vitest";
import { requireSession } from "../../src/http/adapters/node.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { createVerifier } from "../../src/verify/create-verifier.ts";
import { type IntrospectionOptions, introspection } from "../../src/verify/introspection.ts";
import { listen } from "../http/support/listen.ts";
import { openLoopbackIssuer } from "../http/support/loopback-issuer.ts";
import { nativeLogin } from "../http/support/oauth-site.ts";
import { expectProblem } from "../http/support/problem.ts";
import { send } from "../http/support/send.ts";
import { bearer } from "../http/support/visits.ts";
import { testAudience } from "../support/create-test-pawl.ts";
import { faultyStore } from "../support/faulty-store.ts";
import { verifierOne, verifierTwo } from "../support/secrets.ts";

describe("with a real issuer", () => {
  /** An API of its own, one of whose routes is strict. */
  async function open(credential = verifierOne) {
    const store = faultyStore(memoryStore());
    const near = await openLoopbackIssuer({ store });
    const far = await openLoopbackIssuer({ store, clock: near.clock, seed: 2 });
    const verifier = createVerifier({
      issuer: near.issuer,
      audience: testAudience,
      jwks: `${near.issuer}/.well-known/jwks.json`,
      introspect: introspection({ url: `${near.issuer}/introspect`, credential }),
      clock: near.clock.read,
    });
    const strict = requireSession(verifier, (_, response) => void response.writeHead(204).end(), {
      revocation: "strict",
    });
    const port = await listen((request, response) => void strict(request, response));
    const { tokens, sid } = await nativeLogin(near);
    const ask = (token = tokens.access_token) => send(port, "GET", "/", { headers: bearer(token) });
    return { near, far, store, sid, tokens, ask };
  }

  test("a token is taken until its session ends anywhere, and then at once no more", async () => {
    const { far, sid, ask } = await open();
    for (let i = 0; i < 3; i++) expect((await ask()).status).toBe(204);
    await far.pawl.revoke(sid);
    expectProblem(await ask(), "access_token_invalid");
  });

  test("a forged token is refused without asking anyone", async () => {
    const { near, tokens, ask } = await open();
    await ask();
    const [header, , signature] = tokens.access_token.split(".");
    near.store.sessions.find = () => Promise.reject(new Error("it was asked"));
    const claims = Buffer.from(JSON.stringify({ sub: "usr_grace" })).toString("base64url");
    expectProblem(await ask(`${header}.${claims}.${signature}`), "access_token_invalid");
  });

  test("while the issuer has no answer it is 503, and afterwards it is as before", async () => {
    const { store, ask } = await open();
    expect((await ask()).status).toBe(204);
    store.out = true;
    expectProblem(await ask(), "verifier_unavailable");
    store.out = false;
    expect((await ask()).status).toBe(204);
  });

  test("a credential that is refused is this API's mistake: 503, and nobody is logged out by it", async () => {
    const { ask } = await open(verifierTwo);
    const answer = await ask();
    expectProblem(answer, "verifier_unavailable");
    expect(answer.text).not.toContain(verifierTwo);
  });
});

describe("an answer", () => {
  /** Asks a server that answers so. */
  async function ask(
    listener: RequestListener,
    options: Partial<IntrospectionOptions> = {},
  ): Promise<boolean> {
    const port = await listen(listener);
    const url = `http://127.0.0.1:${port}/introspect`;
    return await introspection({ url, credential: verifierOne, ...options })("the-token");
  }

  const answering =
    (body: string, status = 200, headers: Record<string, string> = {}): RequestListener =>
    (_, response) =>
      void response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);

  test("is asked for with the token in a form, the credential in a header, and nothing in the URL", async () => {
    const seen: unknown[] = [];
    await ask(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += String(chunk);
      const { authorization, accept, "content-type": type } = request.headers;
      seen.push([request.method, request.url, authorization, accept, type, body]);
      response.end('{"active":true}');
    });
    const type = "application/x-www-form-urlencoded;charset=UTF-8";
    const body = "token=the-token&token_type_hint=access_token";
    expect(seen).toEqual([["POST", "/introspect", `Bearer ${verifierOne}`, "application/json", type, body]]);
  });

  test.each([
    ['{"active":true}', true],
    ['{"active":true,"sub":"somebody","exp":1}', true],
    ['{"active":false}', false],
    [' { "active" : false }\n', false],
  ])("%j is %j", async (body, active) => {
    expect(await ask(answering(body))).toBe(active);
  });

  test.each([
    ["nothing", ""],
    ["no JSON", "active"],
    ["another type", '{"active":"true"}'],
    ["a number", '{"active":1}'],
    ["null", "null"],
    ["true itself", "true"],
    ["a list", '[{"active":true}]'],
    ["no word of it", "{}"],
    ["it twice", '{"active":false,"active":true}'],
    ["a prototype", '{"__proto__":{"active":true}}'],
    ["too much", JSON.stringify({ active: true, pad: "x".repeat(70_000) })],
    ["broken UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]).toString("latin1")],
  ])("that is %s is none, and rejects", async (_, body) => {
    await expect(ask(answering(body))).rejects.toThrow(/^The (introspection|answer)/);
  });

  test.each([201, 204, 304, 400, 401, 403, 404, 409, 429, 500, 502, 503])(
    "of status %i is none",
    async (status) => {
      const failing = answering(status === 204 || status === 304 ? "" : '{"active":true}', status);
      await expect(ask(failing)).rejects.toThrow(`The introspection was answered with status ${status}.`);
    },
  );

  test("that leads elsewhere is not followed, and the credential goes nowhere", async () => {
    let visits = 0;
    const port = await listen((_, response) => {
      visits++;
      response.end('{"active":true}');
    });
    for (const status of [301, 302, 307, 308]) {
      const redirect = answering("", status, { location: `http://127.0.0.1:${port}/` });
      await expect(ask(redirect)).rejects.toThrow(`status ${status}`);
    }
    expect(visits).toBe(0);
  });

  test("that does not come in time is none, whether its head is missing or its body", async () => {
    await expect(ask(() => undefined, { timeoutMs: 100 })).rejects.toThrow(/timeout/i);
    const headAlone: RequestListener = (_, response) => response.writeHead(200).write('{"active":');
    await expect(ask(headAlone, { timeoutMs: 100 })).rejects.toThrow();
  });

  test("that breaks off is none", async () => {
    const broken: RequestListener = (_, response) => {
      response.writeHead(200, { "content-length": "100" }).write('{"active":true}');
      setImmediate(() => response.destroy());
    };
    await expect(ask(broken)).rejects.toThrow();
  });

  test("of nobody is none", async () => {
    const gone = introspection({ url: "http://127.0.0.1:1/introspect", credential: verifierOne });
    await expect(gone("the-token")).rejects.toThrow();
  });
});

describe("the credential", () => {
  test("may come from a function, at each request", async () => {
    const seen: unknown[] = [];
    const port = await listen((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{"active":true}');
    });
    let turn = 0;
    const credential = async () => `credential-${++turn}`;
    const introspect = introspection({ url: `http://127.0.0.1:${port}`, credential });
    await introspect("a");
    await introspect("a");
    expect(seen).toEqual(["Bearer credential-1", "Bearer credential-2"]);
  });

  test.each(["", "a b", "a\r\nx: y", "é", 7, undefined])(
    "cannot be %j: the error does not say what it was",
    async (value) => {
      const url = "https://app.example/auth/introspect";
      const make = () => introspection({ url, credential: value as string });
      expect(make).toThrow(/^credential must be a bearer token: letters, digits and - \. _ ~ \+ \/$/);
      const later = introspection({ url, credential: () => value as string });
      await expect(later("the-token")).rejects.toThrow(/^credential must be a bearer token/);
    },
  );

  test("and the token are in no error, whatever fails", async () => {
    const listeners: RequestListener[] = [
      (request) => request.destroy(),
      (request, response) => void response.writeHead(401).end(request.headers.authorization),
      (request, response) => void response.end(request.headers.authorization),
    ];
    for (const listener of listeners) {
      const url = `http://127.0.0.1:${await listen(listener)}/`;
      const introspect = introspection({ url, credential: verifierOne });
      const error: unknown = await introspect("a-token-that-nobody-must-repeat").catch((thrown) => thrown);
      let told = "";
      for (let at = error; at instanceof Error; at = at.cause) told += `${at.stack} ${JSON.stringify(at)}`;
      expect(told).not.toBe("");
      expect(told).not.toContain(verifierOne);
      expect(told).not.toContain("nobody-must-repeat");
    }
  });
});

test.each([
  [
    { url: "http://issuer.example/introspect" },
    /url must use https, since issuer.example is not this machine/,
  ],
  [{ url: "introspect" }, /url must be an absolute URL/],
  [
    { timeoutMs: 99 },
    /timeoutMs must be a whole number from 100 to 60000; leave it out for the default, 5000/,
  ],
  [{ timeoutMs: 60_001 }, /timeoutMs/],
  [{ timeoutMs: 100.5 }, /timeoutMs/],
])("%j is a TypeError that names the option", (options, message) => {
  const make = () => introspection({ url: "https://app.example/x", credential: verifierOne, ...options });
  expect(make).toThrow(TypeError);
  expect(make).toThrow(message);
});
