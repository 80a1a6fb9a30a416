import { exampleLogin } from "../../lib/settings.ts";

/** An answer, and what it asked the browser to keep. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly setCookies: readonly string[];
  readonly text: string;
}

/** A browser without scripts: its cookie jar holds the one cookie that this app sets. */
export interface Visitor {
  /** `name=value`; empty for none. May be set to anything. */
  cookie: string;
  /** Asks for a page, and does not follow where it leads. */
  visit(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** Sends a form, as a browser without scripts does. */
  submit(path: string, form: FormData, headers: Record<string, string>): Promise<Answer>;
  /** One of Pawl's routes, as the client asks for it. */
  post(path: string, body?: object): Promise<Answer>;
}

export function newVisitor(origin: string): Visitor {
  const visitor: Visitor = {
    cookie: "",
    visit: (path, headers = {}) => send(path, { headers }),
    submit: (path, form, headers) => send(path, { method: "POST", headers, body: form }),
    post: (path, body) =>
      send(`/auth${path}`, {
        method: "POST",
        headers: {
          "pawl-csrf": "1",
          "sec-fetch-site": "same-origin",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };

  async function send(
    path: string,
    init: RequestInit & { headers: Record<string, string> },
  ): Promise<Answer> {
    const headers = { ...(visitor.cookie === "" ? {} : { cookie: visitor.cookie }), ...init.headers };
    const response = await fetch(origin + path, { ...init, headers, redirect: "manual" });
    const setCookies = response.headers.getSetCookie();
    const pair = setCookies.at(-1)?.split(";")[0];
    if (pair !== undefined) visitor.cookie = pair.endsWith("=") ? "" : pair;
    return { status: response.status, headers: response.headers, setCookies, text: await response.text() };
  }

  return visitor;
}

/** Somebody who has logged in, and their session's id. */
export async function loggedIn(origin: string): Promise<{ visitor: Visitor; sid: string }> {
  const visitor = newVisitor(origin);
  const answer = await visitor.post("/login", exampleLogin);
  if (answer.status !== 200) throw new Error(`the login was answered ${answer.status}: ${answer.text}`);
  return { visitor, sid: JSON.parse(answer.text).session.sid };
}
