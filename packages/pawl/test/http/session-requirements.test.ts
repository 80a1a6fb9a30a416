/**
 * Goal: a route gets the sessions that it asks for (C72, RFC 6750 §3.1, RFC 9470), behind every framework alike, and a
 * mistake in what it asks is found when the route is made.
 * Method: one guarded route in a real app of each kind, over real connections; verifiers that answer what the test says.
 */
import type { RequestListener } from "node:http";
import express from "express";
import Fastify from "fastify";
import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import * as expressAdapter from "../../src/http/adapters/express.ts";
import * as fastifyAdapter from "../../src/http/adapters/fastify.ts";
import * as honoAdapter from "../../src/http/adapters/hono.ts";
import * as nodeAdapter from "../../src/http/adapters/node.ts";
import type { AccessTokenVerifier } from "../../src/http/authenticate.ts";
import { requireSession } from "../../src/http/require-session.ts";
import type { SessionRequirements } from "../../src/http/session-requirements.ts";
import type { AccessTokenClaims } from "../../src/tokens/access-token.ts";
import { VerifierUnavailableError } from "../../src/verify/verifier-unavailable-error.ts";
import { startOfTime } from "../support/clock.ts";
import { honestClaims } from "../vectors/issuer.ts";
import { listen } from "./support/listen.ts";
import { expectProblem } from "./support/problem.ts";
import { type Fields, send } from "./support/send.ts";
import { bearer } from "./support/visits.ts";

/** An app with one guarded route, which answers with the subject. */
type Serve = (
  verifier: AccessTokenVerifier,
  requirements?: SessionRequirements,
) => RequestListener | Promise<RequestListener>;

const subjectOf = ({ sub }: AccessTokenClaims) => ({ sub });

const frameworks: [string, Serve][] = [
  [
    "a Fetch handler",
    (...guard) =>
      nodeAdapter.toNodeListener(
        requireSession(guard[0], (_, session) => Response.json(subjectOf(session)), guard[1]),
      ),
  ],
  [
    "node:http",
    (verifier, requirements) => {
      const guarded = nodeAdapter.requireSession(
        verifier,
        (_, outgoing, session) => void outgoing.writeHead(200).end(JSON.stringify(subjectOf(session))),
        requirements,
      );
      return (incoming, outgoing) => void guarded(incoming, outgoing);
    },
  ],
  [
    "Hono",
    (...guard) => {
      const app = new Hono<honoAdapter.SessionVariables>();
      app.get("/", honoAdapter.requireSession(...guard), (c) => c.json(subjectOf(c.get("session"))));
      return nodeAdapter.toNodeListener(async (request) => app.fetch(request));
    },
  ],
  [
    "Express",
    (...guard) =>
      express().get("/", expressAdapter.requireSession(...guard), (_, response) => {
        response.json(subjectOf(response.locals["session"] as AccessTokenClaims));
      }),
  ],
  ["Fastify", (...guard) => withFastify(fastifyAdapter.requireSession(...guard))],
];

async function withFastify(
  onRequest: ReturnType<typeof fastifyAdapter.requireSession>,
): Promise<RequestListener> {
  const app = Fastify();
  app.get("/", { onRequest }, async (request) => subjectOf(fastifyAdapter.sessionOf(request)));
  await app.ready();
  return app.routing;
}

const verifierOf = (differences: Record<string, unknown> = {}): AccessTokenVerifier => ({
  verify: async () => ({ ...(honestClaims as AccessTokenClaims), ...differences }),
});

async function ask(
  serve: Serve,
  verifier: AccessTokenVerifier,
  requirements?: SessionRequirements,
  headers: Fields = bearer("x"),
) {
  return await send(await listen(await serve(verifier, requirements)), "GET", "/", { headers });
}

describe.each(frameworks)("%s", (_, serve) => {
  test("lets a session through that does for the route", async () => {
    const answer = await ask(
      serve,
      verifierOf({ scope: "notes:read notes:write admin", auth_time: startOfTime / 1000 - 300 }),
      { scope: "notes:write notes:read", maxAuthAgeMs: 300_000, clock: () => startOfTime },
    );
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { sub: "usr_ada" }]);
  });

  test.each([
    ["notes:read"],
    [""],
    [undefined],
    [7],
    [["notes:read", "notes:write"]],
    ["notes:writer"],
    ["NOTES:WRITE"],
  ])("answers 403 with the scope that is needed to a token whose scope is %j", async (scope) => {
    const answer = await ask(serve, verifierOf({ scope }), { scope: "notes:write notes:read" });
    expectProblem(answer, "insufficient_scope", { lacking: { scope: "notes:write notes:read" } });
  });

  test("answers 401 with max_age to a login that was too long ago, by a millisecond", async () => {
    const at = (clockMs: number) =>
      ask(serve, verifierOf({ auth_time: startOfTime / 1000 }), {
        maxAuthAgeMs: 300_500,
        clock: () => clockMs,
      });
    expect((await at(startOfTime + 300_500)).status).toBe(200);
    expectProblem(await at(startOfTime + 300_501), "insufficient_user_authentication", {
      lacking: { max_age: "300" },
    });
  });

  test("lets a login of one of the classes through that the route takes", async () => {
    const acrValues = "urn:example:mfa urn:example:hardware";
    const answer = await ask(serve, verifierOf({ acr: "urn:example:hardware" }), { acrValues });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { sub: "usr_ada" }]);
  });

  test.each([
    ["urn:example:password"],
    ["urn:example:mfa urn:example:hardware"],
    ["URN:EXAMPLE:MFA"],
    [["urn:example:mfa"]],
    [""],
    [0],
    [undefined],
  ])("answers 401 with the classes that would do to a token whose acr is %j", async (acr) => {
    const acrValues = "urn:example:mfa urn:example:hardware";
    expectProblem(await ask(serve, verifierOf({ acr }), { acrValues }), "insufficient_user_authentication", {
      lacking: { acr_values: acrValues },
    });
  });

  test("answers with all that a new login must be like, whichever of it is lacking", async () => {
    const asked = { acrValues: "mfa", maxAuthAgeMs: 60_000, clock: () => startOfTime };
    const lacking = { acr_values: "mfa", max_age: "60" };
    const [fresh, stale] = [startOfTime / 1000, startOfTime / 1000 - 61];
    for (const differences of [
      { acr: "pwd", auth_time: fresh },
      { acr: "mfa", auth_time: stale },
      { acr: "pwd", auth_time: stale },
    ]) {
      const answer = await ask(serve, verifierOf(differences), asked);
      expectProblem(answer, "insufficient_user_authentication", { lacking });
    }
    expect((await ask(serve, verifierOf({ acr: "mfa", auth_time: fresh }), asked)).status).toBe(200);
  });

  test("answers 401 as ever without a token, and 400 to two", async () => {
    const requirements = { scope: "a" };
    expectProblem(await ask(serve, verifierOf(), requirements, {}), "access_token_missing");
    const two: Fields = [
      ["Authorization", "Bearer x"],
      ["Authorization", "Bearer y"],
    ];
    expectProblem(await ask(serve, verifierOf(), requirements, two), "invalid_request");
  });

  test("answers 503 with Retry-After when there is no telling", async () => {
    const verifier = {
      verify: () => Promise.reject(new VerifierUnavailableError("no keys", { retryAfterMs: 6100 })),
    };
    expectProblem(await ask(serve, verifier), "verifier_unavailable", { retryAfterSeconds: 7 });
  });

  test("hands the verifier how revocation is to be looked at", async () => {
    const asked: unknown[] = [];
    const verifier: AccessTokenVerifier = {
      verify: async (_token, options) => {
        asked.push(options?.revocation);
        return honestClaims as AccessTokenClaims;
      },
      revocationChecks: ["none", "feed", "strict"],
    };
    for (const revocation of ["strict", "feed", "none", undefined] as const)
      await ask(serve, verifier, { revocation });
    expect(asked).toEqual(["strict", "feed", "none", undefined]);
  });

  test.each([
    [{ scope: "" }, /scope must be scopes/],
    [{ scope: "a  b" }, /scope must be scopes/],
    [{ scope: 'a"' }, /scope must be scopes/],
    [{ scope: "a\r\nx" }, /scope must be scopes/],
    [{ acrValues: "" }, /acrValues must be values of acr/],
    [{ acrValues: "a  b" }, /acrValues must be values of acr/],
    [{ acrValues: 'a"' }, /acrValues must be values of acr/],
    [{ acrValues: ["a"] }, /acrValues must be values of acr/],
    [{ maxAuthAgeMs: 300 }, /maxAuthAgeMs must be milliseconds, 1000 at least/],
    [{ maxAuthAgeMs: Number.NaN }, /maxAuthAgeMs/],
    [{ revocation: "strict" as const }, /revocation cannot be "strict" with this verifier/],
    [{ role: "admin" }, /role is not a requirement; there are scope/],
  ])("%j is a TypeError when the route is made", (requirements, message) => {
    expect(() => serve(verifierOf(), requirements as SessionRequirements)).toThrow(TypeError);
    expect(() => serve(verifierOf(), requirements as SessionRequirements)).toThrow(message);
  });
});

describe("Fastify", () => {
  test("a route that is not guarded has no session", () => {
    expect(() => fastifyAdapter.sessionOf({})).toThrow(/guard it with requireSession/);
  });

  test("a request of inject(), which has no list of headers, is looked at as well", async () => {
    const request = { raw: { headers: { authorization: "Bearer x" } } };
    const never = (): never => {
      throw new Error("It was refused.");
    };
    const reply = { code: never, header: never, send: never };
    expect(await fastifyAdapter.requireSession(verifierOf())(request, reply)).toBeUndefined();
    expect(fastifyAdapter.sessionOf(request).sub).toBe("usr_ada");
  });
});
