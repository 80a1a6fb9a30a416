import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { listen } from "../../http/support/listen.ts";

/** One question, as it arrived at the endpoint. */
export interface Asked {
  readonly method: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface Endpoint {
  readonly url: string;
  readonly asked: Asked[];
  /** Settles when the next question is there. */
  arrival(): Promise<void>;
}

/** An application's own endpoint on a free port, which answers as it is told to. */
export async function openEndpoint(
  answer: (response: ServerResponse, asked: Asked) => void,
): Promise<Endpoint> {
  const asked: Asked[] = [];
  let waiting: (() => void)[] = [];
  const port = await listen(async (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    await once(request, "end");
    const one = { method: request.method, headers: request.headers, body: Buffer.concat(chunks).toString() };
    asked.push(one);
    for (const go of waiting) go();
    waiting = [];
    answer(response, one);
  });
  return {
    url: `http://127.0.0.1:${port}/auth/verify`,
    asked,
    arrival: () => new Promise((resolve) => void waiting.push(resolve)),
  };
}

/** The answer of a status and a body; an object goes as JSON. */
export function saying(body: unknown, status = 200, headers: Record<string, string> = {}) {
  return (response: ServerResponse): void => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}
