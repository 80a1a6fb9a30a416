import { setTimeout as sleep } from "node:timers/promises";
import { type EventStream, openStream } from "./event-stream.ts";
import { createJar, deletesCookie, valueIn } from "./jar.ts";
import { type Answer, type Sent, send } from "./send.ts";
import { type Cut, type CutAnswer, sendCut } from "./send-cut.ts";
import type { Problem, Session, Tokens } from "./wire.ts";

export type Transport = "cookie" | "body";
export const transports: readonly Transport[] = ["cookie", "body"];

export interface Account {
  readonly email: string;
  readonly password: string;
}

/** A refresh as it is sent: which token, and which revision its sender says that it has seen. */
export interface Presented {
  readonly token?: string;
  /** `null`: none. Left out of the request if it is `"unstated"`. */
  readonly knownRevision?: string | null | "unstated";
  /** How many seconds ago the user was active. Left out of the request if nothing is said of it. */
  readonly inactiveFor?: number;
  readonly heldUntil?: Promise<unknown>;
}

/**
 * An honest client over one transport: a tab of a browser, which shares its cookie jar with its other tabs, or a native
 * app, which keeps the refresh token itself. It does what docs/protocol.md asks of one, and nothing that would hide a
 * mistake of the server: no lock between tabs, and no second try but after a soft refusal.
 */
export interface Client {
  readonly transport: Transport;
  /** Told apart by it in the list of sessions. */
  readonly userAgent: string;
  /** The answer that it had last; throws if it never had one. */
  tokens(): Tokens;
  /** The refresh token that it holds, to be copied. */
  token(): string;
  /** The newest revision that it saw. */
  revision(): string | null;
  /** Another tab of the same browser, or a copy of the app, with what is stored and nothing else. */
  another(): Client;
  login(account: Account): Promise<Tokens>;
  /** Refreshes until there is an answer; the error of a definite refusal names its code and reason. */
  refresh(said?: Pick<Presented, "inactiveFor">): Promise<Tokens>;
  /** One refresh, and what it sets is kept. */
  refreshOnce(presented?: Presented): Promise<Answer>;
  /** One refresh of a duplicate, or a thief: nothing of the answer is kept. */
  present(presented: Presented): Promise<Answer>;
  /** One refresh whose connection breaks; what a browser would have stored by then is kept. */
  refreshCut(cut: Cut): Promise<CutAnswer>;
  /** A request with the access token alone. */
  ask(method: string, path: string, options?: { accessToken?: string; node?: number }): Promise<Answer>;
  /** Opens `GET /events` with the access token alone. */
  listen(node?: number, accessToken?: string): Promise<EventStream>;
  /** A request with the stored token, and no access token; kept as it comes. */
  post(path: string, sent?: Sent): Promise<Answer>;
  /** The refresh token that an answer gave, if it gave one. */
  tokenIn(answer: Answer): string | undefined;
}

/** What tabs share. */
interface Storage {
  /** Whether the server ever spoke of a revision; to one that does not, none is stated. */
  hasRevisions: boolean;
  token(): string | undefined;
  headers(token?: string): Record<string, string>;
  members(token?: string): object;
  keep(answer: Pick<Answer, "setCookies"> & { json?: unknown }): void;
}

/** The patience of a user is not what is tested here. */
const maxTries = 100;
const pauseMs = 50;

let clients = 0;

/** @param nextUrl where the next request goes: a deployment may have several nodes. */
export function createClient(nextUrl: (node?: number) => string, transport: Transport): Client {
  clients++;
  const storage = transport === "cookie" ? cookieStorage() : appStorage();
  return openClient(
    nextUrl,
    transport,
    storage,
    `conformance/${process.pid}.${String(clients).padStart(6, "0")}`,
  );
}

function openClient(
  nextUrl: (node?: number) => string,
  transport: Transport,
  storage: Storage,
  userAgent: string,
): Client {
  let last: Tokens | undefined;
  let revision: string | null = null;

  const note = (answer: Answer): Answer => {
    const { revision: seen } = (answer.json ?? {}) as Partial<Problem>;
    if (seen !== undefined) {
      revision = seen;
      storage.hasRevisions = true;
    }
    if (answer.status === 200) last = answer.json as Tokens;
    return answer;
  };

  const ownStatement = () => (storage.hasRevisions ? revision : "unstated");

  const refreshRequest = ({ token, knownRevision = ownStatement(), ...said }: Presented): Sent => ({
    headers: { ...storage.headers(token), "User-Agent": userAgent },
    body: {
      ...storage.members(token),
      ...(knownRevision === "unstated" ? {} : { known_revision: knownRevision }),
      ...(said.inactiveFor === undefined ? {} : { inactive_for: said.inactiveFor }),
    },
    ...(said.heldUntil === undefined ? {} : { heldUntil: said.heldUntil }),
  });

  const present = (presented: Presented) => send(`${nextUrl()}/refresh`, refreshRequest(presented));

  const refreshOnce = async (presented: Presented = {}) => {
    const answer = await present(presented);
    storage.keep(answer);
    return note(answer);
  };

  const post = async (path: string, sent: Sent = {}) => {
    const headers = { ...storage.headers(), "User-Agent": userAgent, ...sent.headers };
    const answer = await send(nextUrl() + path, { ...sent, headers });
    storage.keep(answer);
    return answer;
  };

  const bearer = (accessToken = last?.access_token) => ({
    ...{ Authorization: `Bearer ${accessToken}`, "User-Agent": userAgent },
  });

  return {
    transport,
    userAgent,
    tokens: () => last ?? missing("no answer with tokens"),
    token: () => storage.token() ?? missing("no refresh token"),
    revision: () => revision,
    another: () => openClient(nextUrl, transport, storage, userAgent),
    login: async ({ email, password }) => {
      const answer = note(await post("/login", { body: { email, password, transport } }));
      return answer.status === 200 ? (answer.json as Tokens) : missing(`no login: ${refusal(answer)}`);
    },
    refresh: async (said = {}) => {
      for (let tries = 0; tries < maxTries; tries++) {
        const known = revision;
        const answer = await refreshOnce(said);
        if (answer.status === 200) return answer.json as Tokens;
        if (refusal(answer) !== "409 refresh_token_superseded") return missing(refusal(answer));
        // Who has learned something tries again at once, unless told that it is for time to tell.
        const retryAfterMs = Number(answer.headers.get("retry-after") ?? 0) * 1000;
        await sleep(retryAfterMs || (revision === known ? pauseMs : 0));
      }
      return missing(`${maxTries} soft refusals in a row`);
    },
    refreshOnce,
    present,
    refreshCut: async (cut) => {
      const answer = await sendCut(`${nextUrl()}/refresh`, refreshRequest({}), cut);
      storage.keep(answer);
      return answer;
    },
    ask: (method, path, { accessToken, node } = {}) =>
      send(nextUrl(node) + path, { method, headers: bearer(accessToken) }),
    listen: (node, accessToken) => openStream(`${nextUrl(node)}/events`, bearer(accessToken)),
    post,
    tokenIn: (answer) => {
      const line = answer.setCookies.find((set) => !deletesCookie(set));
      return line === undefined ? (answer.json as Tokens | undefined)?.refresh_token : valueIn(line);
    },
  };
}

function cookieStorage(): Storage {
  const jar = createJar();
  // A copy of a cookie can be sent also when the jar is empty by now.
  let name = "";
  return {
    hasRevisions: false,
    token: () => jar.cookie()?.[1],
    headers: (token) => {
      const cookie = token === undefined ? jar.header() : `${name}=${token}`;
      const fromOwnPage = { "Pawl-Csrf": "1", "Sec-Fetch-Site": "same-origin" };
      return cookie === undefined ? fromOwnPage : { ...fromOwnPage, Cookie: cookie };
    },
    members: () => ({}),
    keep: ({ setCookies }) => {
      jar.take(setCookies);
      name = jar.cookie()?.[0] ?? name;
    },
  };
}

function appStorage(): Storage {
  let kept: string | undefined;
  return {
    hasRevisions: false,
    token: () => kept,
    headers: () => ({}),
    members: (token = kept) => ({ refresh_token: token }),
    keep: ({ json }) => {
      kept = (json as Partial<Tokens> | undefined)?.refresh_token ?? kept;
    },
  };
}

/** Status, code and reason, as tests compare them: `401 session_revoked logged_out`. */
export function refusal({ status, json }: Answer): string {
  const { code, reason } = (json ?? {}) as Partial<Problem>;
  return [status, code, reason].filter((part) => part !== undefined).join(" ");
}

/** The session of an answer to `GET /session`. */
export function sessionIn({ json }: Answer): Session | undefined {
  return (json as { session?: Session } | undefined)?.session;
}

function missing(what: string): never {
  throw new Error(what);
}
