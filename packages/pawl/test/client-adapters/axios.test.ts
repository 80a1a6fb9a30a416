/**
 * Goal: axios with `client.fetch` loses no call, no body and no reason.
 * Method: axios itself, configured as docs/adapters.md says, against Pawl and an API behind a real server.
 */
import axios, { AxiosError, type AxiosInstance } from "axios";
import { describe, expect, test } from "vitest";
import { type Client, SessionError } from "../../src/client/index.ts";
import { outcomeOf } from "../client/support/make-client.ts";
import { testLibrary } from "./support/library-contract.ts";
import { openSite } from "./support/site.ts";

function connect(client: Client, baseURL: string): AxiosInstance {
  return axios.create({
    baseURL,
    adapter: "fetch",
    env: { fetch: client.fetch },
  });
}

testLibrary("axios", ({ client, origin }) => {
  const api = connect(client, origin);
  return {
    async post({ path, json, body, signal }) {
      const post = body instanceof FormData ? api.postForm : api.post;
      try {
        return (await post(path, json ?? body, signal && { signal })).status;
      } catch (error) {
        if (error instanceof AxiosError && error.response) return error.response.status;
        throw error;
      }
    },
    causeOf: (error) => (error instanceof AxiosError ? error.cause : undefined),
  };
});

describe("axios itself", () => {
  test("its timeout rejects at once, and the refresh goes on for the others", async () => {
    const { client, origin, ...site } = await openSite();
    const api = connect(client, origin);
    site.expireTokens();
    const release = site.holdRefreshes();
    const other = api.get("/api/notes");
    const late = await outcomeOf(api.get("/api/notes", { timeout: 1 }));
    expect(late).toMatchObject({ name: "AxiosError", code: "ETIMEDOUT" });
    release();
    expect((await other).status).toBe(200);
    expect(site.refreshes()).toBe(1);
  });

  test("its interceptors see one answer, the one after the refresh", async () => {
    const { client, origin, ...site } = await openSite();
    const api = connect(client, origin);
    const seen: unknown[] = [];
    api.interceptors.response.use(
      (response) => {
        seen.push(response.status);
        return response;
      },
      (error: unknown) => {
        seen.push(error);
        throw error;
      },
    );
    site.expireTokens();
    await api.get("/api/notes");
    expect(seen).toEqual([200]);
  });

  test("the options of `client.fetch` go through `fetchOptions`", async () => {
    const { client, origin, ...site } = await openSite();
    const api = connect(client, origin);
    site.expireTokens();
    await api.post("/api/notes", {}, { fetchOptions: { idempotencyKey: "note-1" } });
    expect(site.arrived.map(({ headers }) => headers.get("idempotency-key"))).toEqual(["note-1", "note-1"]);
  });

  test("the error's code is the client's own, and its message holds no token", async () => {
    const { client, origin, ...site } = await openSite();
    const token = await client.accessToken();
    await site.pawl.revokeAll("usr_ada");
    const error = await outcomeOf(connect(client, origin).get("/api/notes"));
    expect(error).toBeInstanceOf(AxiosError);
    expect(error).toMatchObject({ code: "session_revoked", cause: expect.any(SessionError) });
    expect(JSON.stringify(error)).not.toContain(token);
  });
});
