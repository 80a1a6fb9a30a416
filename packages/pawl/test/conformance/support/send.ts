import { type IncomingMessage, request as plain } from "node:http";
import { request as secure } from "node:https";
import { lookAt } from "./own-answers.ts";

export interface Sent {
  /** Default: `POST`. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as `application/json`, unless the headers say otherwise; a string is sent as it is. */
  readonly body?: object | string;
  /** The last byte of the body is kept back until this is settled: a request that is slow on its way. */
  readonly heldUntil?: Promise<unknown>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Each `Set-Cookie` line. */
  readonly setCookies: readonly string[];
  /** The body as JSON; `undefined` if it is none. */
  readonly json: unknown;
}

/**
 * One request over a connection of its own, and the whole answer. `fetch` would not do: it keeps the headers that
 * browsers alone may set to itself.
 */
export async function send(url: string, sent: Sent = {}): Promise<Answer> {
  const body = bodyOf(sent);
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = (url.startsWith("https:") ? secure : plain)(url, {
      method: sent.method ?? "POST",
      headers: headersOf(sent, body),
      agent: false,
    });
    outgoing.on("response", resolve).on("error", reject);
    if (sent.heldUntil === undefined) {
      outgoing.end(body);
      return;
    }
    outgoing.write(body.subarray(0, -1));
    void sent.heldUntil.finally(() => outgoing.end(body.subarray(-1)));
  });
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
    headers.append(incoming.rawHeaders[i] ?? "", incoming.rawHeaders[i + 1] ?? "");
  }
  const [status, text] = [incoming.statusCode ?? 0, Buffer.concat(chunks).toString()];
  lookAt(url, { method: sent.method ?? "POST", status, headers, text });
  return { status, headers, setCookies: headers.getSetCookie(), json: parsed(headers, text) };
}

/** The body as bytes; without one, none. */
export function bodyOf({ body }: Sent): Buffer {
  return Buffer.from(typeof body === "object" ? JSON.stringify(body) : (body ?? ""));
}

/** All header fields of a request with such a body. */
export function headersOf({ method = "POST", headers, body }: Sent, bytes: Buffer): Record<string, string> {
  return {
    ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    ...(method === "POST" || bytes.length > 0 ? { "Content-Length": String(bytes.length) } : {}),
    ...headers,
  };
}

function parsed(headers: Headers, text: string): unknown {
  return headers.get("content-type")?.includes("json") === true && text !== "" ? JSON.parse(text) : undefined;
}
