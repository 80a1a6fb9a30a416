// @vitest-environment happy-dom
/**
 * Goal: in a page, addresses are relative to the document, tabs find each other by themselves, and a page that comes
 * back from the back-forward cache shows nothing private before it has asked (A38).
 * Method: a client with no seam but fetch replaced, in a document.
 */
import { expect, onTestFinished, test } from "vitest";
import { type Client, type ClientState, createClient } from "../../src/client/index.ts";
import { tokenBody } from "./support/answers.ts";
import { fakeLocks } from "./support/fake-locks.ts";

interface Call {
  readonly url: string;
  readonly authorization: string | null;
  readonly credentials: RequestCredentials | undefined;
}

let count = 0;

function scene(authUrl = `/auth-${++count}`, signedIn = () => true) {
  const calls: Call[] = [];
  const answer = (url: string): Response => {
    if (!url.includes("/auth")) return Response.json("ok");
    if (url.endsWith("/logout") || url.endsWith("/receipt")) return new Response(null, { status: 204 });
    if (signedIn()) return Response.json(tokenBody(`token-${calls.length}`));
    const problem = { type: "urn:pawl:problem:refresh_token_missing", code: "refresh_token_missing" };
    return Response.json(problem, { status: 401, headers: { "content-type": "application/problem+json" } });
  };
  const client = createClient({
    authUrl,
    fetch: (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      const authorization = new Headers(init?.headers).get("authorization");
      calls.push({ url, authorization, credentials: init?.credentials });
      return Promise.resolve(answer(url));
    },
  });
  onTestFinished(() => client.close());
  return { client, calls, authUrl };
}

const reached = (client: Client, status: ClientState["status"]): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (client.state.status === status) resolve();
    };
    onTestFinished(client.subscribe(look));
    look();
  });

const comeBack = (persisted: boolean) => dispatchEvent(Object.assign(new Event("pageshow"), { persisted }));

test("authUrl and requests are relative to the document; the page's own origin is the API's", async () => {
  const { client, calls } = scene("/auth");
  await client.fetch("/api/notes");
  await client.fetch("https://other.test/x");
  expect(calls).toEqual([
    { url: `${location.origin}/auth/refresh`, authorization: null, credentials: "same-origin" },
    { url: `${location.origin}/auth/events`, authorization: "Bearer token-1", credentials: "omit" },
    { url: "/api/notes", authorization: "Bearer token-1", credentials: undefined },
    { url: "https://other.test/x", authorization: null, credentials: undefined },
  ]);
});

test("A38: back from the back-forward cache, the token is forgotten and the server is asked", async () => {
  let signedIn = true;
  const { client, calls } = scene(undefined, () => signedIn);
  await reached(client, "signedIn");
  signedIn = false;
  comeBack(true);
  expect(client.state).toEqual({ status: "restoring", offline: false, subject: "ada" });
  await reached(client, "signedOut");
  expect(calls.filter(({ url }) => url.endsWith("/refresh"))).toHaveLength(2);
});

test("a page that is shown for the first time, and one that is signed out, ask nothing more", async () => {
  const { client, calls } = scene();
  await reached(client, "signedIn");
  const before = client.state;
  comeBack(false);
  expect(client.state).toBe(before);
  await client.logout();
  calls.length = 0;
  comeBack(true);
  await new Promise((resume) => setTimeout(resume, 0));
  expect(client.state).toEqual({ status: "signedOut" });
  expect(calls).toEqual([]);
});

test("close() stops listening to the page", async () => {
  const { client, calls } = scene();
  await reached(client, "signedIn");
  client.close();
  const before = client.state;
  comeBack(true);
  expect(client.state).toBe(before);
  expect(calls.filter(({ url }) => url.endsWith("/refresh"))).toHaveLength(1);
});

test("in a page the browser's own locks are used, by a name of this auth server, and held around the call alone", async () => {
  const locks = fakeLocks();
  Object.defineProperty(navigator, "locks", { value: locks.manager, configurable: true });
  onTestFinished(() => void Reflect.deleteProperty(navigator, "locks"));
  const held: string[][] = [];
  const { client, authUrl } = scene(undefined, () => {
    held.push(locks.held());
    return true;
  });
  await reached(client, "signedIn");
  expect(held).toEqual([[`pawl:${location.origin}${authUrl}`]]);
  await client.settled();
  expect(locks.held()).not.toContain(`pawl:${location.origin}${authUrl}`);
});

test("two tabs of one auth server find each other by a BroadcastChannel; those of another do not", async () => {
  let signedIn = true;
  const first = scene(undefined, () => signedIn);
  const second = scene(first.authUrl, () => signedIn);
  const stranger = scene();
  for (const { client } of [first, second, stranger]) await reached(client, "signedIn");
  signedIn = false;
  await first.client.logout();
  await reached(second.client, "signedOut");
  expect(stranger.client.state.status).toBe("signedIn");
});
