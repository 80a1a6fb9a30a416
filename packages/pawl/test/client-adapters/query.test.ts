/**
 * Goal: TanStack Query tries again what is unavailable, not what has ended, and shows nobody what another user saw.
 * Method: its own QueryClient, configured as docs/adapters.md says, against Pawl and an API behind a real server.
 */
import { CancelledError, QueryClient, QueryObserver } from "@tanstack/react-query";
import axios from "axios";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { clearOnUserChange, queryRetry, queryRetryDelay } from "../../src/client/adapters/query.ts";
import { type Client, SessionError, UnavailableError } from "../../src/client/index.ts";
import { five, makeClient, outcomeOf } from "../client/support/make-client.ts";
import { ada, grace } from "../support/people.ts";
import { eventually } from "./support/eventually.ts";
import { openSite } from "./support/site.ts";

function connect(client: Client): QueryClient {
  const queryClient = new QueryClient({
    defaultOptions: { queries: { retry: queryRetry, retryDelay: queryRetryDelay } },
  });
  clearOnUserChange(client, queryClient);
  onTestFinished(() => queryClient.clear());
  return queryClient;
}

/** The notes, asked for through `client.fetch`; `n` makes them different queries. */
const notes = ({ client, origin }: { client: Client; origin: string }, n = 0) => ({
  queryKey: ["notes", n],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<{ sub: string }> => {
    const response = await client.fetch(`${origin}/api/notes`, { signal });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return (await response.json()) as { sub: string };
  },
});

describe("TanStack Query", () => {
  test("five queries with an expired access token make one refresh, and all succeed", async () => {
    const site = await openSite();
    const queryClient = connect(site.client);
    site.expireTokens();
    let n = 0;
    const answers = await five(() => queryClient.fetchQuery(notes(site, n++)));
    expect(answers.map((answer) => ("sub" in answer ? answer.sub : answer))).toEqual(
      Array(5).fill(ada.subject),
    );
    expect(site.refreshes()).toBe(1);
  });

  test("complaints 22, 23: when the session has ended, each query fails at once and says why", async () => {
    const site = await openSite();
    const queryClient = connect(site.client);
    await site.pawl.revokeAll(ada.subject, { reason: "password_changed" });
    let n = 0;
    for (const error of await five(() => queryClient.fetchQuery(notes(site, n++)))) {
      expect(error).toBeInstanceOf(SessionError);
      expect(error).toMatchObject({ reason: "password_changed" });
    }
    expect(site.refreshes()).toBe(1);
    expect(site.arrived.length).toBe(5);
  });

  test("a query that is cancelled leaves the refresh to the others", async () => {
    const site = await openSite();
    const queryClient = connect(site.client);
    site.expireTokens();
    const release = site.holdRefreshes();
    const cancelled = outcomeOf(queryClient.fetchQuery(notes(site, 1)));
    const other = queryClient.fetchQuery(notes(site, 2));
    await site.refreshArrives();
    await queryClient.cancelQueries({ queryKey: ["notes", 1] });
    expect(await cancelled).toBeInstanceOf(CancelledError);
    release();
    expect(await other).toMatchObject({ sub: ada.subject });
    expect(site.refreshes()).toBe(1);
  });

  test("complaint 44: a 401 of the API's own is the query's error and refreshes nothing", async () => {
    const site = await openSite();
    const queryClient = connect(site.client);
    site.answers.set("/api/notes", [async () => new Response("wrong PIN", { status: 401 })]);
    expect(await outcomeOf(queryClient.fetchQuery({ ...notes(site), retry: false }))).toMatchObject({
      message: "status 401",
    });
    expect(site.refreshes()).toBe(0);
  });
});

describe("queryRetry", () => {
  const unavailable = new UnavailableError("no answer", { retryAfterMs: 5000 });
  const ended = new SessionError("session_expired");
  const withAxios = (cause: Error): unknown => axios.AxiosError.from(cause);

  test("allows three more attempts at what is unavailable, and at the app's own errors", () => {
    for (const error of [unavailable, withAxios(unavailable), new Error("status 500"), "text", undefined])
      expect([0, 1, 2, 3].map((count) => queryRetry(count, error))).toEqual([true, true, true, false]);
  });

  test("allows none at what has ended, wrapped by axios or not", () => {
    expect(queryRetry(0, ended)).toBe(false);
    expect(queryRetry(0, withAxios(ended))).toBe(false);
  });

  test("waits at least as long as the auth server asked for", () => {
    for (const error of [unavailable, withAxios(unavailable)]) {
      expect(queryRetryDelay(0, error)).toBeGreaterThanOrEqual(5000);
      expect(queryRetryDelay(0, error)).toBeLessThan(6000);
    }
    expect(queryRetryDelay(0, new Error("status 500"))).toBeLessThan(1000);
  });
});

describe("clearOnUserChange", () => {
  const cached = (queryClient: QueryClient): unknown => queryClient.getQueryData(["notes", 0]);

  test("clears at logout, and gives up what is being fetched", async () => {
    const site = await openSite();
    const queryClient = connect(site.client);
    await queryClient.fetchQuery(notes(site));
    site.answers.set("/api/notes", [() => new Promise(() => undefined)]);
    const underWay = vi.fn();
    const observer = new QueryObserver(queryClient, { ...notes(site, 1) });
    onTestFinished(observer.subscribe(underWay));
    await eventually(() => site.arrived.length === 2);
    await site.client.logout();
    expect(cached(queryClient)).toBeUndefined();
    expect(queryClient.isFetching()).toBe(0);
  });

  test("complaint 50: clears when another user logs in", async () => {
    const site = await openSite();
    const queryClient = connect(site.client);
    await queryClient.fetchQuery(notes(site));
    await site.client.login(grace);
    expect(cached(queryClient)).toBeUndefined();
    expect(await queryClient.fetchQuery(notes(site))).toMatchObject({ sub: grace.subject });
  });

  test("complaint 51: keeps what is on the screen when the session ends and the same user comes back", async () => {
    const site = await openSite();
    const queryClient = connect(site.client);
    await queryClient.fetchQuery(notes(site));
    await site.pawl.revokeAll(ada.subject);
    await outcomeOf(site.client.refresh());
    expect(site.client.state.status).toBe("ended");
    expect(cached(queryClient)).toMatchObject({ sub: ada.subject });
    await site.client.login(ada);
    expect(cached(queryClient)).toMatchObject({ sub: ada.subject });
  });

  test("keeps what was asked for while it was not known yet who the user is", async () => {
    const { client } = makeClient({ live: false });
    const clear = vi.fn();
    clearOnUserChange(client, { clear });
    expect(client.state.status).toBe("restoring");
    expect(await client.settled()).toMatchObject({ status: "signedIn" });
    expect(clear).not.toHaveBeenCalled();
  });

  test("stops when it is told to", async () => {
    const site = await openSite();
    const clear = vi.fn();
    clearOnUserChange(site.client, { clear })();
    await site.client.logout();
    expect(clear).not.toHaveBeenCalled();
  });
});
