import { inspect } from "node:util";
import { createLog } from "../../../src/cli/log.ts";
import { logSessionEvents } from "../../../src/cli/log-session-events.ts";
import type { TokenResponse } from "../../../src/protocol/wire.ts";
import type { SessionEvent } from "../../../src/session/events.ts";
import type { Answer, Sent } from "../../http/support/send.ts";
import { parseSetCookie } from "../../http/support/set-cookie.ts";

/** One place where text left the server, and the text. */
export interface Leaving {
  readonly where: string;
  readonly text: string;
}

/** Everything that leaves a site, and every secret that was given out on the way. */
export interface Watch {
  /** Adds secrets that must not be seen; shorter ones than eight characters would be seen by chance. */
  keep(...secrets: string[]): void;
  /** Notes an answer: the secrets in the places where they belong, and all the rest as having left. */
  answer(where: string, answer: Answer): void;
  leave(where: string, text: string): void;
  readonly onEvent: (event: SessionEvent) => void;
  readonly events: readonly SessionEvent[];
  /** The lines that the command line's log would hold. */
  readonly logLines: readonly string[];
  readonly secrets: ReadonlySet<string>;
  /** Where a secret was seen, and its first characters. */
  leaks(): string[];
}

export function watch(): Watch {
  const left: Leaving[] = [];
  const secrets = new Set<string>();
  const events: SessionEvent[] = [];
  const logLines: string[] = [];
  const writeLog = logSessionEvents(
    createLog(
      (line) => logLines.push(line),
      () => 0,
    ),
  );

  function keep(...more: string[]): void {
    for (const secret of more) if (secret.length >= 8) secrets.add(secret);
  }

  function leave(where: string, text: string): void {
    left.push({ where, text });
  }

  return {
    keep,
    leave,
    answer: (where, answer) => {
      const { rest, given } = withoutGivenTokens(answer);
      for (const token of given) keep(...partsOf(token));
      leave(where, rest);
    },
    onEvent: (event) => {
      events.push(event);
      writeLog(event);
      const { error, ...ours } = event as { error?: unknown };
      leave(`event ${event.type}`, inspect(ours, { depth: 10, maxStringLength: null }));
      leave(`event ${event.type} as JSON`, JSON.stringify(event));
      // What others throw is theirs; what we wrote ourselves is the outermost message.
      if (error instanceof Error) leave(`error in ${event.type}`, `${error.name}: ${error.message}`);
    },
    events,
    logLines,
    secrets,
    leaks: () =>
      [...left, ...logLines.map((text) => ({ where: "a line of the log", text }))].flatMap(
        ({ where, text }) =>
          [...secrets]
            .filter((secret) => text.includes(secret))
            .map((secret) => `${where}: ${secret.slice(0, 6)}…`),
      ),
  };
}

/** An answer without the tokens that belong where they stand: the two members of a token response, and the cookie. */
function withoutGivenTokens({ status, headers, setCookies, json, text }: Answer): {
  rest: string;
  given: string[];
} {
  const given: string[] = [];
  const lines = setCookies.map((line) => {
    const { name, value, attributes } = parseSetCookie(line);
    if (value !== "") given.push(value);
    return JSON.stringify([name, attributes]);
  });
  let body = text;
  if (status === 200 && typeof json === "object" && json !== null && "access_token" in json) {
    const { access_token, refresh_token, ...others } = json as TokenResponse;
    given.push(access_token, ...(refresh_token === undefined ? [] : [refresh_token]));
    body = JSON.stringify(others);
  }
  const fields = [...headers].filter(([name]) => name !== "set-cookie");
  return { rest: JSON.stringify([fields, lines, body]), given };
}

/** A token and the parts of it that are worth something: any sixteen characters of its second half. */
export function partsOf(token: string): string[] {
  const from = token.includes(".") ? token.lastIndexOf(".") + 1 : 34;
  const parts = [token];
  for (let at = from; at + 16 <= token.length; at += 4) parts.push(token.slice(at, at + 16));
  return parts;
}

/** Puts a secret into every part of a request where it does not belong. */
export function misplaced(secret: string): [string, string, string, Sent][] {
  const text = secret.replace(/[^\x20-\x7e]/g, "");
  const path = encodeURIComponent(secret);
  const post = { "Pawl-Csrf": "1", "Sec-Fetch-Site": "same-origin" };
  const json = { ...post, "Content-Type": "application/json" };
  return [
    ["in a query", "GET", `/session?access_token=${path}`, {}],
    ["in a path", "GET", `/${path}`, {}],
    ["as a sid", "DELETE", `/sessions/${path}`, {}],
    ["as a bearer token", "GET", "/session", { headers: { Authorization: `Bearer ${text}` } }],
    ["as basic credentials", "GET", "/session", { headers: { Authorization: `Basic ${text}` } }],
    ["as an origin", "POST", "/refresh", { headers: { ...post, Origin: text } }],
    ["as the header against CSRF", "POST", "/refresh", { headers: { "Pawl-Csrf": text } }],
    ["as a fetch site", "POST", "/refresh", { headers: { "Pawl-Csrf": "1", "Sec-Fetch-Site": text } }],
    [
      "as a preflight",
      "OPTIONS",
      "/login",
      { headers: { Origin: text, "Access-Control-Request-Method": text } },
    ],
    ["as another cookie", "POST", "/refresh", { headers: { ...post, Cookie: `session=${text}; ${text}=1` } }],
    ["as a content type", "POST", "/login", { headers: { ...post, "Content-Type": text }, body: "{}" }],
    ["as a body that is no JSON", "POST", "/login", { headers: json, body: secret }],
    ["as JSON of another shape", "POST", "/login", { headers: json, body: JSON.stringify(secret) }],
    ["as the name of a member", "POST", "/login", { headers: json, body: { [secret]: 1 } }],
    ["as the value of a member", "POST", "/login", { headers: json, body: { [`x-${secret}`]: secret } }],
    ["as an e-mail", "POST", "/login", { headers: json, body: { email: secret, password: "x" } }],
    [
      "as a transport",
      "POST",
      "/login",
      { headers: json, body: { email: "x", password: secret, transport: secret } },
    ],
    [
      "as a password of the wrong type",
      "POST",
      "/login",
      { headers: json, body: { email: "x", password: [secret] } },
    ],
    ["as a refresh token", "POST", "/refresh", { body: { refresh_token: secret } }],
    [
      "twice in the body",
      "POST",
      "/refresh",
      { headers: json, body: `{"refresh_token":"a","refresh_token":${JSON.stringify(secret)}}` },
    ],
    ["at logout", "POST", "/logout", { body: { refresh_token: secret } }],
    ...misplacedInForms(secret),
  ];
}

/** The same with the forms of OAuth. */
function misplacedInForms(secret: string): [string, string, string, Sent][] {
  const text = secret.replace(/[^\x20-\x7e]/g, "");
  const form = (
    path: string,
    parameters: [string, string][],
    headers: Record<string, string> = {},
  ): [string, string, Sent] => [
    "POST",
    path,
    {
      headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams(parameters).toString(),
    },
  ];
  const grant: [string, string][] = [
    ["grant_type", "refresh_token"],
    ["refresh_token", "x"],
  ];
  const basic = { Authorization: `Basic ${Buffer.from(`api:${secret}`).toString("base64")}` };
  return [
    ["as a grant_type", ...form("/token", [["grant_type", secret]])],
    ["as a refresh token in a form", ...form("/token", [...grant.slice(0, 1), ["refresh_token", secret]])],
    ["twice in a form", ...form("/token", [...grant, ["refresh_token", secret]])],
    ...["scope", "client_id", "client_secret", "resource", "known_revision", "inactive_for", secret].map(
      (name): [string, string, string, Sent] => [
        `as the parameter ${name === secret ? "that nobody knows" : name}`,
        ...form("/token", [...grant, [name, secret]]),
      ],
    ),
    ["in a form that is none", "POST", "/token", { headers: { "Content-Type": text }, body: secret }],
    [
      "in the query of the token endpoint",
      ...form(`/token?refresh_token=${encodeURIComponent(secret)}`, grant),
    ],
    ["at a revocation", ...form("/revoke", [["token", `${secret}x`]])],
    [
      "as a hint",
      ...form("/revoke", [
        ["token", "x"],
        ["token_type_hint", secret],
      ]),
    ],
    ["as what is introspected", ...form("/introspect", [["token", secret]])],
    ["as a verifier's password", ...form("/introspect", [["token", "x"]], basic)],
    [
      "as a verifier's secret",
      ...form("/introspect", [
        ["token", "x"],
        ["client_secret", secret],
      ]),
    ],
    ["as a verifier's bearer", ...form("/introspect", [["token", "x"]], { Authorization: `Bearer ${text}` })],
  ];
}
