import { expect, test } from "vitest";
import { headerOf, type PublicKeys, payloadOf, verifies } from "./support/access-token.ts";
import { atOnce, tokensIn } from "./support/answers.ts";
import { refusal, transports } from "./support/client.ts";
import type { Sent } from "./support/send.ts";
import type { Site } from "./support/site.ts";

/** Part F, what is kept, what signs, and what a refused request leaves behind: nothing. */
export function keysAndRequests(site: Site): void {
  for (const by of transports) {
    test(`complaint 48: a token by ${by} of two generations ago is known for what it is`, async () => {
      const client = await site.login(by);
      const oldest = client.token();
      await client.refresh();
      await site.answersToSettle();
      expect((await client.refresh()).session.generation).toBe(2);
      await site.graceToPass();
      const answer = await client.present({ token: oldest, knownRevision: "unstated" });
      expect(refusal(answer)).toBe("401 refresh_token_reused refresh_token_reused");
      expect(refusal(await client.refreshOnce())).toBe("401 refresh_token_reused refresh_token_reused");
    });
  }

  test("complaint 48: a refresh token that travels by cookie is nowhere else in an answer", async () => {
    const client = await site.login();
    const token = client.token();
    const rotated = await client.refreshOnce();
    expect(tokensIn(rotated).rotation).toBe("rotated");
    for (const { json, headers } of [
      rotated,
      await client.refreshOnce({ token }),
      await client.refreshOnce(),
    ]) {
      headers.delete("set-cookie");
      const rest = JSON.stringify([json, ...headers]);
      expect(rest).not.toContain(token);
      expect(rest).not.toContain(client.token());
      expect(json).not.toHaveProperty("refresh_token");
      expect(headers.get("cache-control")).toContain("no-store");
    }
  });

  test("complaint 53: every node announces the key of every access token, whoever signed it", async () => {
    const clients = await atOnce(2 * site.nodes(), () => site.login());
    const refreshed = await Promise.all(clients.map((client) => client.refresh()));
    const keySets = await atOnce(site.nodes(), (node) => site.get("/.well-known/jwks.json", node));
    for (const { status, headers, json } of keySets) {
      expect(status).toBe(200);
      expect(headers.get("cache-control")).toMatch(/max-age=[1-9]/);
      const { keys } = json as PublicKeys;
      for (const key of keys) expect(key).not.toHaveProperty("d");
      for (const { access_token, session } of refreshed) {
        const key = keys.find(({ kid }) => kid === headerOf(access_token)["kid"]);
        expect(key !== undefined && verifies(access_token, key)).toBe(true);
        expect(payloadOf(access_token)).toMatchObject({ sid: session.sid, sub: session.subject });
      }
    }
  });

  test("complaint 53: an access token whose signature is another's is refused", async () => {
    const [first, second] = [await site.login(), await site.login()];
    const [head, payload] = first.tokens().access_token.split(".");
    const accessToken = [head, payload, second.tokens().access_token.split(".")[2]].join(".");
    expect(refusal(await first.ask("GET", "/session", { accessToken }))).toBe("401 access_token_invalid");
  });

  const refused: readonly (readonly [what: string, status: number, sent: Sent])[] = [
    ["without the CSRF header", 403, { headers: { "Pawl-Csrf": "" } }],
    [
      "from another site",
      403,
      { headers: { "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" } },
    ],
    ["with a body that is no JSON", 400, { body: "{" }],
    ["with a member that nobody knows", 400, { body: { surprise: true } }],
    ["with a body of another type", 415, { body: "{}", headers: { "Content-Type": "text/plain" } }],
    ["with a body that is too long", 413, { body: { refresh_token: "x".repeat(20_000) } }],
    ["with another method", 405, { method: "PUT", body: {} }],
  ];
  for (const [what, status, sent] of refused) {
    test(`complaint 56: a refresh ${what} is refused before its token is consumed`, async () => {
      const client = await site.login();
      const token = client.token();
      const answer = await client.post("/refresh", sent);
      expect(answer.status).toBe(status);
      expect(answer.setCookies).toEqual([]);
      expect(client.token()).toBe(token);
      expect(await client.refresh()).toMatchObject({ rotation: "rotated", session: { generation: 1 } });
    });
  }
}
