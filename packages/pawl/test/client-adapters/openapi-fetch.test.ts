/**
 * Goal: openapi-fetch with `client.fetch` loses no call, no body and no reason.
 * Method: openapi-fetch itself, configured as docs/adapters.md says, against Pawl and an API behind a real server.
 */
import createApi, { type Client as Api } from "openapi-fetch";
import { describe, expect, test } from "vitest";
import type { Client } from "../../src/client/index.ts";
import { testLibrary } from "./support/library-contract.ts";
import { openSite } from "./support/site.ts";

interface Operation {
  parameters: Record<string, never>;
  requestBody: { content: { "application/json": unknown } };
  responses: { 200: { content: { "application/json": { sub: string } } } };
}

type paths = Record<string, { post: Operation }>;

function connect(client: Client, baseUrl: string): Api<paths> {
  return createApi<paths>({
    baseUrl,
    fetch: client.fetch,
  });
}

testLibrary("openapi-fetch", ({ client, origin }) => {
  const api = connect(client, origin);
  return {
    async post({ path, json, body, signal }) {
      const raw = body && {
        bodySerializer: () => body,
        headers: { "content-type": null },
        ...(body instanceof ReadableStream && { duplex: "half" }),
      };
      const { response } = await api.POST(path, { body: json ?? {}, ...raw, ...(signal && { signal }) });
      return response.status;
    },
    causeOf: (error) => error,
  };
});

describe("openapi-fetch itself", () => {
  test("gives the typed answer after the refresh, and the API's own error as its error", async () => {
    const { client, origin, ...site } = await openSite();
    const api = connect(client, origin);
    site.expireTokens();
    expect((await api.POST("/api/notes", { body: {} })).data).toMatchObject({ sub: "usr_ada" });
    site.answers.set("/api/pin", [async () => Response.json({ error: "wrong PIN" }, { status: 401 })]);
    expect((await api.POST("/api/pin", { body: {} })).error).toEqual({ error: "wrong PIN" });
  });
});
