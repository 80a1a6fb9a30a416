import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Pawl, passwordIdentity, type TokenResponse } from "pawl/server";
import { memoryStore } from "pawl/stores/memory";
import { createApp } from "../server/app.ts";
import { openNotes } from "../server/notes.ts";
import type { Pages } from "../server/pages.ts";
import { createPawls } from "../server/short-inactivity.ts";

const password = "a password for tests only";

export interface RunningApp {
  readonly pawl: Pawl;
  readonly origin: string;
  /** Of every user that is added. */
  readonly password: string;
  addUser(email: string): Promise<void>;
  /** Logs in as a native client does, so that the tokens are at hand. */
  login(email: string): Promise<TokenResponse>;
  /** A request with an access token, if one is given. */
  request(method: string, path: string, options?: RequestOptions): Promise<Response>;
  close(): Promise<void>;
}

export interface RequestOptions {
  readonly token?: string | undefined;
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
  readonly contentType?: string;
}

/** The demo's listener on a real socket, with everything in memory. */
export async function runApp(pages: Pages = new Map()): Promise<RunningApp> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const store = memoryStore();
  const notes = openNotes(":memory:");
  const identity = passwordIdentity({ users: store.users });
  const pawls = createPawls({
    issuer: `${origin}/auth`,
    audience: origin,
    store,
    secrets: ["a secret for tests, of more than 32 bytes"],
    identity,
  });
  const { pawl, impatient } = pawls;
  server.on("request", createApp({ pawls, users: store.users, notes, pages }));

  const request: RunningApp["request"] = (
    method,
    path,
    { token, body, contentType = "application/json" } = {},
  ) =>
    fetch(`${origin}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": contentType }),
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });

  return {
    pawl,
    origin,
    password,
    request,
    async addUser(email) {
      await identity.addUser({ email, password });
    },
    async login(email) {
      const response = await request("POST", "/auth/login", { body: { email, password, transport: "body" } });
      if (response.status !== 200) throw new Error(`the login answered ${response.status}`);
      return (await response.json()) as TokenResponse;
    },
    async close() {
      pawl.close();
      impatient.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      notes.close();
      await store.close();
    },
  };
}
