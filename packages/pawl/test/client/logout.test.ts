/**
 * Goal: after logout() nothing of the session is left here, whatever is in flight and whatever the network does.
 * Method: a signed-in client on a scripted server; answers are held back, or never come.
 */
import { expect, test } from "vitest";
import { SessionError } from "../../src/client/index.ts";
import { json, noContent, problem, tokens } from "./support/answers.ts";
import { makeClient, outcomeOf, signedInClient } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";
import { held, offline, scriptedServer } from "./support/scripted-server.ts";

const notes = "https://app.test/api/notes";

test("complaint 28: the request is on its way, with keepalive, before logout() returns", async () => {
  const server = scriptedServer();
  const sent: string[] = [];
  const { client } = await signedInClient({
    fetch: (input, init) => {
      sent.push(`${String(input)} ${init?.keepalive}`);
      return server.fetch(input, init);
    },
  });
  sent.length = 0;
  const done = client.logout();
  expect(sent).toEqual(["https://app.test/auth/logout true"]);
  expect(client.state).toEqual({ status: "signedOut" });
  await done;
});

test("logout carries the CSRF header and the access token, and no body", async () => {
  const { client, server, events } = await signedInClient();
  await client.logout();
  const [request] = server.to("/auth/logout");
  expect(request).toMatchObject({ method: "POST", body: "" });
  expect(request?.headers.get("pawl-csrf")).toBe("1");
  expect(request?.headers.get("authorization")).toBe("Bearer access-token-1");
  expect(events.map(({ type }) => type)).toEqual(["logged_out", "logout_confirmed"]);
});

test("complaint 28: logout beats a refresh in flight, whenever that answers", async () => {
  const { client, server, states } = await signedInClient();
  server.expireTokens();
  const slow = held();
  server.once("/auth/refresh", slow.answer);
  const waiting = outcomeOf(client.fetch(notes));
  const asking = outcomeOf(client.refresh());
  await settled();
  await client.logout();
  for (const outcome of [await waiting, await asking]) {
    expect(outcome).toBeInstanceOf(SessionError);
    expect(outcome).toMatchObject({ code: "session_revoked", reason: "logged_out" });
  }
  slow.release(() => tokens("access-token-late"));
  await settled();
  expect(states.map(({ status }) => status)).toEqual(["signedIn", "signedOut"]);
  // Nothing is left to be sent.
  server.always("/api/notes", ({ headers }) => json(headers.get("authorization")));
  expect(await (await client.fetch(notes)).json()).toBeNull();
});

test("complaint 28: a refresh whose answer ignores the abort is discarded all the same", async () => {
  const { client, server } = await signedInClient();
  let answer: (response: Response) => void = () => undefined;
  const deaf = new Promise<Response>((resolve) => {
    answer = resolve;
  });
  server.once("/auth/refresh", () => deaf);
  const asking = outcomeOf(client.refresh());
  await settled();
  await client.logout();
  answer(tokens("access-token-late"));
  await asking;
  await settled();
  expect(client.state).toEqual({ status: "signedOut" });
});

test("complaint 28: logout wins at whatever moment it comes, down to the turn of the event loop", async () => {
  for (const start of ["refresh", "login"] as const) {
    for (let turns = 0; turns < 25; turns++) {
      const { client, server, states } = await signedInClient();
      let loggedOut: Promise<void> = Promise.resolve();
      server.once(`/auth/${start}`, () => {
        const response = tokens("access-token-late");
        const body = response.json();
        response.json = async () => {
          const parsed: unknown = await body;
          void afterTurns(turns).then(() => {
            loggedOut = client.logout();
          });
          return parsed;
        };
        return response;
      });
      await outcomeOf(
        start === "refresh" ? client.refresh() : client.login({ email: "ada", password: "right" }),
      );
      await settled();
      await loggedOut;
      expect(server.to("/auth/logout")).toHaveLength(1);
      expect(client.state, `${start}, ${turns} turns`).toEqual({ status: "signedOut" });
      expect(states.at(-1)).toEqual({ status: "signedOut" });
      await client.fetch(notes);
      expect(server.to("/api/notes").map(({ headers }) => headers.has("authorization"))).toEqual([false]);
    }
  }
});

async function afterTurns(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await Promise.resolve();
}

test("logout during the wait of a superseded refresh settles its waiters at once", async () => {
  const { client, server } = await signedInClient();
  server.always("/auth/refresh", () => problem("refresh_token_superseded"));
  const asking = outcomeOf(client.refresh());
  await settled();
  await client.logout();
  expect(await asking).toMatchObject({ code: "session_revoked", reason: "logged_out" });
});

test("logout while restoring wins, and the attempts to restore end", async () => {
  const server = scriptedServer();
  server.always("/auth/refresh", offline);
  const { client, time } = makeClient({ server });
  await settled();
  await client.logout();
  server.normally("/auth/refresh");
  await time.advance(300_000);
  expect(client.state).toEqual({ status: "signedOut" });
  expect(server.to("/auth/refresh")).toHaveLength(1);
});

test("offline, the memory is wiped all the same, logout() resolves, and the server is told later", async () => {
  const { client, server, time, ofType } = await signedInClient();
  server.always("/auth/logout", offline);
  await client.logout();
  expect(client.state).toEqual({ status: "signedOut" });
  expect(ofType("logout_unconfirmed")).toMatchObject([{ retrying: true }]);
  server.always("/auth/logout", noContent);
  await time.advance(500);
  expect(ofType("logout_confirmed")).toHaveLength(1);
  // The token was wiped: what is told later is told by the cookie alone.
  expect(server.to("/auth/logout").map(({ headers }) => headers.has("authorization"))).toEqual([true, false]);
  await time.advance(300_000);
  expect(server.to("/auth/logout")).toHaveLength(2);
});

test("the server is tried until it confirms, further and further apart", async () => {
  const { client, server, time, ofType } = await signedInClient();
  server.always("/auth/logout", () => problem("store_unavailable"));
  await client.logout();
  const delays: number[] = [];
  for (let attempt = 0; attempt < 8; attempt++) {
    const [delay = Number.NaN] = time.pending();
    delays.push(delay);
    await time.advance(delay);
  }
  expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  expect(server.to("/auth/logout")).toHaveLength(9);
  server.normally("/auth/logout");
  await time.advance(600_000);
  expect(server.to("/auth/logout")).toHaveLength(10);
  expect(ofType("logout_unconfirmed").map(({ retrying }) => retrying)).toEqual(Array(9).fill(true));
  expect(ofType("logout_confirmed")).toHaveLength(1);
});

test("a captive portal's 200 does not confirm a logout", async () => {
  const { client, server, ofType } = await signedInClient();
  server.always("/auth/logout", () => new Response("<html>"));
  await client.logout();
  expect(ofType("logout_confirmed")).toEqual([]);
  expect(ofType("logout_unconfirmed")).toHaveLength(1);
});

test("a logout that the server never answers resolves after the timeout", async () => {
  const { client, server, time } = await signedInClient();
  server.always("/auth/logout", held().answer);
  const done = client.logout();
  await time.advance(8000);
  await done;
  expect(client.state).toEqual({ status: "signedOut" });
});

test("once somebody logs in again, no late logout is sent: the cookie would be theirs", async () => {
  const { client, server, time } = await signedInClient();
  server.always("/auth/logout", offline);
  await client.logout();
  server.always("/auth/logout", noContent);
  await client.login({ email: "grace", password: "right" });
  await time.advance(300_000);
  expect(server.to("/auth/logout")).toHaveLength(1);
  expect(client.state).toMatchObject({ status: "signedIn", session: { subject: "grace" } });
});

test("a login waits for a logout in flight, whose answer deletes the cookie", async () => {
  const { client, server } = await signedInClient();
  const slow = held();
  server.once("/auth/logout", slow.answer);
  const done = client.logout();
  const loggedIn = client.login({ email: "grace", password: "right" });
  await settled();
  expect(server.to("/auth/login")).toEqual([]);
  slow.release(noContent);
  await Promise.all([done, loggedIn]);
  expect(client.state).toMatchObject({ session: { subject: "grace" } });
});

test("a login waits for every logout in flight, and is given up by a later one without waiting", async () => {
  const { client, server } = await signedInClient();
  const slow = held();
  server.once("/auth/logout", slow.answer);
  const first = client.logout();
  await client.logout();
  const given = outcomeOf(client.login({ email: "grace", password: "right" }));
  await settled();
  expect(server.to("/auth/login")).toEqual([]);
  await client.logout();
  expect(await given).toMatchObject({ name: "UnavailableError" });
  slow.release(noContent);
  await first;
  await client.login({ email: "grace", password: "right" });
  expect(server.to("/auth/login")).toHaveLength(1);
});

test("logout is idempotent, and takes away what is said of a session that ended", async () => {
  const { client, server } = await signedInClient();
  server.once("/auth/refresh", () => problem("session_expired", { reason: "inactivity" }));
  await outcomeOf(client.refresh());
  await client.logout();
  await client.logout();
  expect(client.state).toEqual({ status: "signedOut" });
  expect(server.to("/auth/logout")).toHaveLength(2);
});
