import { Agent, type IncomingMessage, request } from "node:http";

/** Header fields, in order; a list may hold one name twice. */
export type Fields = Readonly<Record<string, string>> | readonly (readonly [string, string])[];

export interface Sent {
  readonly headers?: Fields;
  /** Sent as it is; an object as JSON with its content type, unless a content type is given. */
  readonly body?: string | Uint8Array | object;
  /** Sends the body in chunks, without saying how long it is. */
  readonly chunked?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Each `Set-Cookie` line. */
  readonly setCookies: readonly string[];
  readonly text: string;
  /** The body as JSON, or `undefined` if it is empty. */
  readonly json: unknown;
}

/**
 * One request over a connection of its own. `fetch` would not do: it keeps Cookie, Origin and Sec-Fetch-Site to
 * itself, and makes one header of two.
 */
export async function send(port: number, method: string, path: string, sent: Sent = {}): Promise<Answer> {
  const { fields, body } = written(method, sent);
  const agent = new Agent();
  try {
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = request({ host: "127.0.0.1", port, method, path, agent, headers: fields.flat() });
      outgoing.on("response", resolve).on("error", reject);
      outgoing.end(body);
    });
    return await answerOf(incoming);
  } finally {
    agent.destroy();
  }
}

/** Fields and bytes as they go on the wire. */
function written(method: string, { headers = [], body, chunked = false }: Sent) {
  const fields = (Array.isArray(headers) ? [...headers] : Object.entries(headers)) as [string, string][];
  const has = (name: string) => fields.some(([field]) => field.toLowerCase() === name);
  const isJson = typeof body === "object" && !(body instanceof Uint8Array);
  const bytes = Buffer.from(isJson ? JSON.stringify(body) : (body ?? ""));
  if (isJson && !has("content-type")) fields.push(["Content-Type", "application/json"]);
  if (!has("host")) fields.push(["Host", "app.example"]);
  if (chunked) fields.push(["Transfer-Encoding", "chunked"]);
  else if (body !== undefined || method === "POST") fields.push(["Content-Length", String(bytes.length)]);
  return { fields, body: bytes };
}

async function answerOf(incoming: IncomingMessage): Promise<Answer> {
  // A stream of events has no end: its first bytes are looked at, and then the sender hangs up.
  const isEndless = incoming.headers["content-type"] === "text/event-stream" && incoming.statusCode === 200;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) {
    chunks.push(chunk as Buffer);
    if (isEndless) break;
  }
  const headers = new Headers();
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
    headers.append(incoming.rawHeaders[i] ?? "", incoming.rawHeaders[i + 1] ?? "");
  }
  return toAnswer(incoming.statusCode ?? 0, headers, Buffer.concat(chunks).toString());
}

/** The answer of a Fetch handler, in the same shape. */
export async function received(response: Response): Promise<Answer> {
  return toAnswer(response.status, response.headers, await response.text());
}

function toAnswer(status: number, headers: Headers, text: string): Answer {
  const isJson = headers.get("content-type")?.includes("json") === true && text !== "";
  return {
    status,
    headers,
    setCookies: headers.getSetCookie(),
    text,
    json: isJson ? JSON.parse(text) : undefined,
  };
}
