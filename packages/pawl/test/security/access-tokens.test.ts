/**
 * Goal: no forged access token passes any guard, and none makes the server call anybody (C27 to C39, A1 to A11).
 * Method: one token of each kind over real HTTP, against `GET /session` and the guard of every adapter; the server's
 * own key signs those that must fail for another reason than their signature.
 */
import { createHook } from "node:async_hooks";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { adapters, openAdapted } from "../http/support/adapters.ts";
import { listen } from "../http/support/listen.ts";
import { expectProblem } from "../http/support/problem.ts";
import { openSite } from "../http/support/site.ts";
import { bearer, login, whoAmI } from "../http/support/visits.ts";
import { headerOf, signed } from "../support/forged-token.ts";
import { forgedAccessTokens, stolenKey } from "./support/forged-access-tokens.ts";

/** A server that hands out the attacker's keys and counts who asked. */
async function openTrap() {
  const visits: (string | undefined)[] = [];
  const port = await listen((incoming, outgoing) => {
    visits.push(incoming.url);
    outgoing.end("{}");
  });
  return { url: `http://127.0.0.1:${port}/jwks.json`, visits };
}

/** Everything that a forger could know: the site, an honest token, and even the key. */
async function prepare<S extends Awaited<ReturnType<typeof openSite>>>(site: S) {
  const trap = await openTrap();
  const { tokens, sid } = await login(site);
  const claims = await site.pawl.verify(tokens.access_token);
  const key = await stolenKey(site.store);
  const forged = forgedAccessTokens(key, { token: tokens.access_token, claims }, trap.url);
  return { site, trap, key, claims, forged, sid, token: tokens.access_token };
}

describe.each(adapters)("behind $name", (adapter) => {
  test("no forged token passes the guard or GET /session; the honest one still does", async () => {
    const { site, forged, trap, token, sid } = await prepare(await openAdapted(adapter));
    const passed: string[] = [];
    for (const [name, forgery] of forged) {
      for (const answer of [await site.me({ headers: bearer(forgery) }), await whoAmI(site, forgery)]) {
        if (answer.status === 401) expectProblem(answer, "access_token_invalid");
        else passed.push(`${name}: ${answer.status}`);
      }
    }
    expect(passed).toEqual([]);
    expect(trap.visits).toEqual([]);
    expect((await site.me({ headers: bearer(token) })).json).toMatchObject({ sid });
    expect((await site.store.sessions.find(sid))?.ended).toBeNull();
    expect(({} as Record<string, unknown>)["admin"]).toBeUndefined();
  });
});

test("the forger's tools are good: the same key makes a token that passes", async () => {
  const { site, key, claims } = await prepare(await openSite());
  const answer = await whoAmI(site, signed(key, headerOf(key), { ...claims, jti: "C".repeat(22) }));
  expect(answer.status).toBe(200);
});

test("a forged token writes no receipt and ends nothing at logout", async () => {
  const { site, forged, sid } = await prepare(await openSite());
  for (const [name, forgery] of forged) {
    const isExpired = name.startsWith("A11: expired");
    if (!isExpired) await site.send("POST", "/logout", { headers: bearer(forgery) });
    expect((await site.send("POST", "/receipt", { headers: bearer(forgery) })).status).toBe(401);
  }
  expect((await site.store.sessions.find(sid))?.ended).toBeNull();
  expect((await site.store.sessions.find(sid))?.received).toBe(false);
});

describe("C30, A4: no header of a token makes the server look anywhere", () => {
  /** Kinds of work that Node gives out when it resolves a name, opens a connection or reads a file. */
  const outside =
    /^(GETADDRINFOREQWRAP|GETNAMEINFOREQWRAP|QUERYWRAP|TCPCONNECTWRAP|PIPECONNECTWRAP|UDPSENDWRAP|TLSWRAP|HTTPCLIENTREQUEST|FSREQCALLBACK|FSREQPROMISE)$/;

  async function workBegunBy(run: () => Promise<unknown>): Promise<string[]> {
    const begun: string[] = [];
    const hook = createHook({
      init: (_, type) => {
        if (outside.test(type)) begun.push(type);
      },
    });
    hook.enable();
    try {
      await run();
    } finally {
      hook.disable();
    }
    return begun;
  }

  test("the watch sees a name resolved and a connection opened", async () => {
    const trap = await openTrap();
    const begun = await workBegunBy(
      () =>
        new Promise<void>((resolve) => {
          const socket = connect(Number(new URL(trap.url).port), "localhost", () => socket.destroy());
          socket.on("close", () => resolve());
        }),
    );
    expect(begun).toEqual(expect.arrayContaining(["GETADDRINFOREQWRAP", "TCPCONNECTWRAP"]));
  });

  test("no forged token is followed: no name, no connection, no file", async () => {
    const { site, forged, trap } = await prepare(await openSite());
    const begun = await workBegunBy(async () => {
      for (const [, forgery] of forged) {
        const request = new Request("https://app.example/auth/session", { headers: bearer(forgery) });
        await site.pawl.handler(request);
      }
    });
    expect(begun).toEqual([]);
    expect(trap.visits).toEqual([]);
  });
});
