/**
 * Goal: ky with `client.fetch` loses no call, no body and no reason, and its retries do not multiply ours.
 * Method: ky itself, configured as docs/adapters.md says, against Pawl and an API behind a real server.
 */
import ky, { HTTPError, type KyInstance, TimeoutError } from "ky";
import { describe, expect, test } from "vitest";
import { type Client, SessionError, UnavailableError } from "../../src/client/index.ts";
import { outcomeOf } from "../client/support/make-client.ts";
import { testLibrary } from "./support/library-contract.ts";
import { openSite } from "./support/site.ts";

function connect(client: Client, prefix: string): KyInstance {
  return ky.create({
    prefix,
    fetch: client.fetch,
  });
}

testLibrary("ky", ({ client, origin }) => {
  const api = connect(client, origin);
  return {
    async post({ path, json, body, signal }) {
      const isStream = body instanceof ReadableStream;
      const options = { ...(json ? { json } : body && { body }), ...(signal && { signal }) };
      try {
        return (await api.post(path.slice(1), { ...options, ...(isStream && { duplex: "half" }) })).status;
      } catch (error) {
        if (error instanceof HTTPError) return error.response.status;
        throw error;
      }
    },
    causeOf: (error) => error,
  };
});

describe("ky itself", () => {
  test("its timeout rejects at once, and the refresh goes on for the others", async () => {
    const { client, origin, ...site } = await openSite();
    const api = connect(client, origin);
    site.expireTokens();
    const release = site.holdRefreshes();
    const other = api.get("api/notes");
    expect(await outcomeOf(api.get("api/notes", { timeout: 1 }))).toBeInstanceOf(TimeoutError);
    release();
    expect((await other).status).toBe(200);
    expect(site.refreshes()).toBe(1);
  });

  test("its retries and ours add up: 503, expired, then the answer", async () => {
    const { client, origin, ...site } = await openSite();
    const api = connect(client, origin).extend({ retry: { delay: () => 1 } });
    site.expireTokens();
    site.answers.set("/api/notes", [async () => new Response("busy", { status: 503 })]);
    expect((await api.put("api/notes", { json: { n: 1 } })).status).toBe(200);
    expect(site.arrived.map(({ body }) => new TextDecoder().decode(body))).toEqual(Array(3).fill('{"n":1}'));
    expect(site.refreshes()).toBe(1);
  });

  test.for(["ended", "unavailable"])("it does not try again what is %s", async (why) => {
    const { client, origin, ...site } = await openSite();
    if (why === "ended") await site.pawl.revokeAll("usr_ada");
    else site.breakAuth();
    site.expireTokens();
    const retries: unknown[] = [];
    const api = connect(client, origin).extend({
      hooks: { beforeRetry: [(state) => void retries.push(state)] },
    });
    const error = await outcomeOf(api.get("api/notes"));
    expect(error).toBeInstanceOf(why === "ended" ? SessionError : UnavailableError);
    expect(retries).toEqual([]);
    expect(site.arrived.length).toBe(1);
  });

  test("the options of `client.fetch` are ky's own", async () => {
    const { client, origin, ...site } = await openSite();
    site.expireTokens();
    await connect(client, origin).post("api/notes", { json: {}, idempotencyKey: "note-1" } as object);
    expect(site.arrived.map(({ headers }) => headers.get("idempotency-key"))).toEqual(["note-1", "note-1"]);
  });
});
