import type { IncomingMessage, ServerResponse } from "node:http";
import { apiHeaders } from "./security-headers.ts";

/** A request that this API will not serve: thrown by a route, answered by `sendProblem`. */
export class RequestProblem extends Error {
  override readonly name = "RequestProblem";
  readonly status: number;
  readonly title: string;

  /** @param detail what is wrong, for the caller; holds nothing that was sent. */
  constructor(status: number, title: string, detail: string) {
    super(detail);
    this.status = status;
    this.title = title;
  }
}

export function sendJson(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { ...apiHeaders, "Content-Type": "application/json; charset=utf-8" });
  res.end(JSON.stringify(body));
}

export function sendNoContent(res: ServerResponse): void {
  res.writeHead(204, apiHeaders).end();
}

/** Answers as `application/problem+json` (RFC 9457). What is not a `RequestProblem` is a plain 500. */
export function sendProblem(res: ServerResponse, error: unknown): void {
  const known = error instanceof RequestProblem;
  if (!known) console.error(error);
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const status = known ? error.status : 500;
  const problem = {
    type: "about:blank",
    title: known ? error.title : "Internal Server Error",
    status,
    ...(known ? { detail: error.message } : {}),
  };
  res.writeHead(status, {
    ...apiHeaders,
    "Content-Type": "application/problem+json; charset=utf-8",
    // What is left of a body that we stopped reading must not be taken for the next request.
    ...(res.req.complete ? {} : { Connection: "close" }),
  });
  res.end(JSON.stringify(problem));
}

export function notFound(): RequestProblem {
  return new RequestProblem(404, "Not Found", "There is nothing here.");
}

/** 405, with the `Allow` header that it must carry (RFC 9110 §15.5.6). */
export function methodNotAllowed(res: ServerResponse, ...allowed: string[]): RequestProblem {
  res.setHeader("Allow", allowed.join(", "));
  return new RequestProblem(405, "Method Not Allowed", `This route takes ${allowed.join(" and ")}.`);
}

/**
 * The request's JSON object. Reads at most `limit` bytes.
 *
 * @throws RequestProblem 415 for another content type, 413 for a longer body, 400 for what is no JSON object.
 */
export async function readJsonObject(req: IncomingMessage, limit: number): Promise<Record<string, unknown>> {
  const contentType = req.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (contentType !== "application/json") {
    throw new RequestProblem(415, "Unsupported Media Type", "This route takes application/json only.");
  }
  const value = parse(await readBody(req, limit));
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new RequestProblem(400, "Bad Request", "The body must be a JSON object.");
  }
  return value as Record<string, unknown>;
}

async function readBody(req: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Not `for await (… of req)`: leaving such a loop destroys the socket, and the answer with it.
  await new Promise<void>((resolve, reject) => {
    req.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      req.pause();
      reject(new RequestProblem(413, "Content Too Large", `The body may have at most ${limit} bytes.`));
    });
    req.on("end", resolve);
    req.on("error", reject);
  });
  return Buffer.concat(chunks).toString("utf8");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestProblem(400, "Bad Request", "The body is not JSON.");
  }
}
