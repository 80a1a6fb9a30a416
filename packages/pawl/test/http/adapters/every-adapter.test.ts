/**
 * Goal: Pawl answers the same behind every adapter, and no connection that breaks or lies brings a server down.
 * Method: one contract against a real app of each kind, over real connections.
 */
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { maxStreamsPerSession } from "../../../src/http/event-streams.ts";
import { hours } from "../../../src/session/policy.ts";
import { memoryStore } from "../../../src/stores/memory/index.ts";
import { faultyStore } from "../../support/faulty-store.ts";
import { ada } from "../../support/people.ts";
import { type AdaptedSite, adapters, openAdapted } from "../support/adapters.ts";
import { exchange, head } from "../support/connection.ts";
import { openEvents } from "../support/event-stream.ts";
import { expectProblem } from "../support/problem.ts";
import { tokenShape } from "../support/shapes.ts";
import { cookieName, fromOwnPage } from "../support/site.ts";
import { bearer, cookie, held, login, logout, refresh } from "../support/visits.ts";

describe.each(adapters)("$name", (adapter) => {
  const open = () => openAdapted(adapter);

  describe("the routes", () => {
    test("login, refresh and logout, by cookie", async () => {
      const site = await open();
      const first = await login(site);
      expect(first.answer.json).toEqual(tokenShape("cookie"));
      const second = held(await refresh(site, first.refreshToken));
      expect(second.answer.json).toEqual(tokenShape("cookie", "rotated", { generation: 1 }));
      expect((await logout(site, second.refreshToken)).status).toBe(204);
      expectProblem(await refresh(site, second.refreshToken), "session_revoked", { reason: "logged_out" });
    });

    test("login and refresh, by body", async () => {
      const site = await open();
      const { refreshToken } = await login(site, { transport: "body" });
      const answer = await site.send("POST", "/refresh", { body: { refresh_token: refreshToken } });
      expect(answer.json).toEqual(tokenShape("body", "rotated", { generation: 1 }));
    });

    test("a chunked body is read like every other", async () => {
      const site = await open();
      const { email, password } = ada;
      const answer = await site.send("POST", "/login", {
        headers: { ...fromOwnPage, "Content-Type": "application/json" },
        body: JSON.stringify({ email, password }),
        chunked: true,
      });
      expect(answer.json).toEqual(tokenShape("cookie"));
    });

    test("events come when they happen, and whoever hangs up makes room", async () => {
      const site = await open();
      const { tokens, sid } = await login(site);
      const listen = () => openEvents(site.port, tokens.access_token);
      const streams = await Promise.all(Array.from({ length: maxStreamsPerSession }, listen));
      const headers = bearer(tokens.access_token);
      const more = async () => (await site.send("GET", "/events", { headers })).status;
      expect(await more()).toBe(503);
      streams.shift()?.hangUp();
      await expect.poll(more).toBe(200);
      await site.pawl.revoke(sid, "password_changed");
      for (const stream of streams) {
        await stream.ended;
        expect(stream.events()).toEqual([{ event: "session_ended", data: { reason: "password_changed" } }]);
      }
    });

    test("C54: TRACE is 405 and echoes nothing", async () => {
      const site = await open();
      const answer = await site.send("TRACE", "/refresh", { headers: cookie("secret-of-a-victim") });
      expectProblem(answer, "method_not_allowed");
      expect(answer.text).not.toContain("victim");
    });

    test("C51: two Cookie lines are two cookies", async () => {
      const site = await open();
      const { refreshToken } = await login(site);
      const line: [string, string] = ["Cookie", `${cookieName}=${refreshToken}`];
      const headers = [...(Object.entries(fromOwnPage) as [string, string][]), line, line];
      expectProblem(await site.send("POST", "/refresh", { headers }), "duplicate_cookie");
    });

    test("C56: text/plain is 415", async () => {
      const headers = { ...fromOwnPage, "Content-Type": "text/plain" };
      const answer = await (await open()).send("POST", "/login", { headers, body: JSON.stringify(ada) });
      expectProblem(answer, "unsupported_media_type");
    });

    test("C55: a foreign page is refused", async () => {
      const site = await open();
      const answer = await site.send("POST", "/refresh", {
        headers: { "Pawl-Csrf": "1", Origin: "https://evil.example" },
      });
      expectProblem(answer, "csrf_rejected");
    });

    test("a path that leads nowhere under the mount is Pawl's own 404", async () => {
      expectProblem(await (await open()).send("GET", "/nowhere"), "not_found");
    });
  });

  describe("the guard", () => {
    test("gives the handler the claims of a good token", async () => {
      const site = await open();
      const { tokens, sid } = await login(site);
      const answer = await site.me({ headers: bearer(tokens.access_token) });
      expect(answer.status).toBe(200);
      expect(answer.json).toMatchObject({ sub: "usr_ada", sid, gen: 0, amr: ["pwd"] });
    });

    test("without a token answers our 401, with no error in the challenge", async () => {
      expectProblem(await (await open()).me(), "access_token_missing");
    });

    test("with a bad, an expired or a revoked one answers our 401 with invalid_token", async () => {
      const site = await open();
      const expired = await login(site);
      site.clock.advance(hours(1));
      const revoked = await login(site);
      await logout(site, revoked.refreshToken);
      for (const token of ["x", expired.tokens.access_token, revoked.tokens.access_token]) {
        expectProblem(await site.me({ headers: bearer(token) }), "access_token_invalid");
      }
    });

    test("C73: of two Authorization headers picks none", async () => {
      const site = await open();
      const { tokens } = await login(site);
      const good: [string, string] = ["Authorization", `Bearer ${tokens.access_token}`];
      expectProblem(await site.me({ headers: [good, good] }), "invalid_request");
    });

    test("C83: with no key in reach answers 503, not 401", async () => {
      const store = faultyStore(memoryStore());
      const site = await openAdapted(adapter, { store });
      store.out = true;
      expectProblem(await site.me({ headers: bearer("a.b.c") }), "store_unavailable");
    });

    test("needs no cookie and reads none", async () => {
      const site = await open();
      const { refreshToken } = await login(site);
      const headers = { ...fromOwnPage, ...cookie(refreshToken) };
      expectProblem(await site.me({ headers }), "access_token_missing");
    });
  });

  describe("the connection", () => {
    const healthz = head("GET /auth/healthz HTTP/1.1", "Host: app.example");
    const post = (path: string, body: string, ...more: string[]) =>
      head(
        `POST /auth${path} HTTP/1.1`,
        "Host: app.example",
        "Content-Type: application/json",
        `Content-Length: ${body.length}`,
        ...more,
      ) + body;

    test("stays open after an error whose request was read to its end", async () => {
      const { port } = await open();
      const { statuses } = await exchange(port, post("/login", '{"email":1}') + healthz + healthz, 3);
      expect(statuses).toEqual([400, 200, 200]);
    });

    test("is closed after a body that nobody wants, which is not taken for the next request", async () => {
      const { port } = await open();
      const smuggled = `GET /auth/session HTTP/1.1\r\nHost: x\r\n\r\n${" ".repeat(200_000)}`;
      const { statuses, text } = await exchange(port, post("/refresh", smuggled));
      expect(statuses[0]).toBeGreaterThanOrEqual(400);
      expect(statuses).toHaveLength(1);
      expect(text).not.toContain("access_token_missing");
    });

    test("that breaks in the middle of a body does no harm, and is no failure of ours", async () => {
      const site = await open();
      for (let times = 0; times < 5; times++) {
        await new Promise<void>((resolve) => {
          const socket = connect(site.port, "127.0.0.1", () => {
            socket.write(post("/login", "").replace("Content-Length: 0", "Content-Length: 100"));
            socket.write('{"email":', () => socket.destroy());
          });
          socket.on("close", () => resolve());
        });
      }
      expect((await site.send("GET", "/healthz")).status).toBe(200);
      expect(site.events.of("internal_error")).toEqual([]);
      expect(site.events.of("unavailable")).toEqual([]);
    });

    test("413: an oversized body is answered before it ends, and the server goes on", async () => {
      const site = await open();
      const { statuses } = await exchange(site.port, post("/login", `{}${" ".repeat(20_000)}`));
      expect(statuses).toEqual([413]);
      expect((await site.send("GET", "/healthz")).status).toBe(200);
    });

    test("A53: two framings of one body are refused", async () => {
      const { port } = await open();
      const both = post("/login", "0\r\n\r\n", "Transfer-Encoding: chunked");
      expect((await exchange(port, both + healthz)).statuses).toEqual([400]);
    });

    test("a hundred at once are each answered with their own", async () => {
      const site: AdaptedSite = await open();
      const { tokens } = await login(site);
      const answers = await Promise.all(
        Array.from({ length: 100 }, async (_, i) => {
          if (i % 4 === 0)
            return (await login(site, { headers: { "User-Agent": `agent ${i}` } })).tokens.session;
          if (i % 4 === 1) return (await refresh(site, `garbage ${i}`)).status;
          return (await site.me({ headers: i % 4 === 2 ? bearer(tokens.access_token) : {} })).status;
        }),
      );
      expect(answers).toEqual(
        Array.from({ length: 100 }, (_, i) => {
          if (i % 4 === 0) return expect.objectContaining({ user_agent: `agent ${i}` });
          return i % 4 === 2 ? 200 : 401;
        }),
      );
    });
  });
});
