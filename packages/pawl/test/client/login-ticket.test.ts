/**
 * Goal: a browser that was handed a login ticket is logged in by it as by a password.
 * Method: a client on a scripted server; what it sends is read.
 */
import { expect, test } from "vitest";
import { SessionError } from "../../src/client/index.ts";
import { json, problem, sessionPayload, tokenBody } from "./support/answers.ts";
import { makeClient } from "./support/make-client.ts";

test("the ticket goes instead of e-mail and password, once, and the session is adopted", async () => {
  const { client, server, events } = makeClient({ restore: false });
  server.once("/auth/login", () =>
    json(tokenBody("access-token-1", { session: sessionPayload({ subject: "ada", generation: 0 }) })),
  );
  expect(await client.login({ ticket: "pawl_ticket_x", remember: false })).toMatchObject({ subject: "ada" });
  expect(client.state).toMatchObject({ status: "signedIn", session: { subject: "ada" } });
  const sent = server.to("/auth/login").map(({ body }) => JSON.parse(body));
  expect(sent).toEqual([{ ticket: "pawl_ticket_x", transport: "cookie", remember: false }]);
  expect(events.map(({ type }) => type)).toEqual(["logged_in"]);
});

test("a ticket that is used or expired is told to the caller, and nothing changes", async () => {
  const { client, server } = makeClient({ restore: false });
  server.once("/auth/login", () => problem("invalid_credentials"));
  const failure = await client.login({ ticket: "pawl_ticket_x" }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(SessionError);
  expect(failure).toMatchObject({ code: "invalid_credentials" });
  expect(client.state.status).toBe("signedOut");
  expect(server.to("/auth/login")).toHaveLength(1);
});
