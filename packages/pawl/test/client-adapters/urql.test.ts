/**
 * Goal: urql with `client.fetch` loses no query and no reason, and what GraphQL says inside a 200 is left alone.
 * Method: urql itself, configured as docs/adapters.md says, against Pawl and an API behind a real server.
 */
import { Client, type CombinedError, cacheExchange, fetchExchange, gql } from "@urql/core";
import { describe, expect, test } from "vitest";
import { type Client as PawlClient, SessionError, UnavailableError } from "../../src/client/index.ts";
import { ada } from "../support/people.ts";
import { openSite, type Site } from "./support/site.ts";

function connect(client: PawlClient, url: string): Client {
  return new Client({
    url,
    exchanges: [cacheExchange, fetchExchange],
    preferGetMethod: false,
    fetch: client.fetch,
  });
}

const query = gql`
  query Note($n: Int!) {
    note(n: $n)
  }
`;

interface GraphqlSite extends Site {
  readonly urql: Client;
  ask(this: void, n: number): Promise<{ data: unknown; error: CombinedError | undefined }>;
}

async function open(): Promise<GraphqlSite> {
  const site = await openSite();
  const urql = connect(site.client, `${site.origin}/graphql`);
  return Object.assign(site, {
    urql,
    async ask(n: number) {
      const { data, error } = await urql.query<unknown>(query, { n }).toPromise();
      return { data, error };
    },
  });
}

const sentBy = (site: Site): unknown[] =>
  site.arrived.map(({ body }) => JSON.parse(new TextDecoder().decode(body)));

describe("urql", () => {
  test("complaint 55: five queries with an expired access token make one refresh, and arrive whole", async () => {
    const { ask, ...site } = await open();
    site.expireTokens();
    const answers = await Promise.all([1, 2, 3, 4, 5].map(ask));
    expect(answers.map(({ data }) => data)).toEqual(Array(5).fill({ sub: ada.subject }));
    expect(site.refreshes()).toBe(1);
    const asked = sentBy(site).map((sent) => (sent as { variables: { n: number } }).variables.n);
    expect(asked.toSorted()).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
  });

  test("complaint 44: errors in a 200 and a 401 of the API's own are GraphQL's, and refresh nothing", async () => {
    const { ask, ...site } = await open();
    const errors = [{ message: "UNAUTHENTICATED", extensions: { code: "UNAUTHENTICATED" } }];
    site.answers.set("/graphql", [
      async () => Response.json({ data: null, errors }),
      async () => Response.json({ data: null, errors }, { status: 401 }),
    ]);
    for (const n of [1, 2]) {
      const { error } = await ask(n);
      expect(error?.graphQLErrors.map(({ message }) => message)).toEqual(["UNAUTHENTICATED"]);
      expect(error?.networkError).toBeUndefined();
    }
    expect(site.refreshes()).toBe(0);
  });

  test("complaints 22, 23: when the session has ended, each query says why", async () => {
    const { ask, ...site } = await open();
    await site.pawl.revokeAll(ada.subject, { reason: "revoked_by_admin" });
    for (const { error } of await Promise.all([1, 2, 3, 4, 5].map(ask))) {
      expect(error?.networkError).toBeInstanceOf(SessionError);
      expect(error?.networkError).toMatchObject({ reason: "revoked_by_admin" });
    }
    expect(site.refreshes()).toBe(1);
  });

  test("complaints 22, 23: while the auth server is down, each query fails, and the session goes on", async () => {
    const { ask, ...site } = await open();
    site.expireTokens();
    site.breakAuth();
    for (const { error } of await Promise.all([1, 2, 3, 4, 5].map(ask)))
      expect(error?.networkError).toBeInstanceOf(UnavailableError);
    expect(site.client.state.status).toBe("signedIn");
  });

  test("a query that is given up leaves the refresh to the others", async () => {
    const { urql, ask, ...site } = await open();
    site.expireTokens();
    const release = site.holdRefreshes();
    const results: unknown[] = [];
    const { unsubscribe } = urql.query(query, { n: 1 }).subscribe((result) => void results.push(result));
    const other = ask(2);
    await site.refreshArrives();
    unsubscribe();
    release();
    expect((await other).data).toEqual({ sub: ada.subject });
    expect(results).toEqual([]);
    expect(site.refreshes()).toBe(1);
    // The one that was given up is not sent again.
    expect(site.arrived.length).toBe(3);
  });
});
