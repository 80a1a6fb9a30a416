import type { IncomingMessage, ServerResponse } from "node:http";
import {
  methodNotAllowed,
  notFound,
  RequestProblem,
  readJsonObject,
  sendJson,
  sendNoContent,
} from "./json.ts";
import { maxNotes, type Notes } from "./notes.ts";
import { pathOf } from "./path.ts";

const maxBodyBytes = 8 * 1024;
const maxCharacters = 1000;

/**
 * `GET` and `POST /api/notes`, `DELETE /api/notes/:id`, for the user who is logged in.
 *
 * Knows nothing of tokens: `requireSession` stands before it and says whose session it is. Needs no CSRF check,
 * because the access token travels in a header that no other site can set.
 */
export async function serveNotes(
  notes: Notes,
  subject: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const path = pathOf(req);
  const id = /^\/api\/notes\/([^/]+)$/.exec(path)?.[1];

  if (id !== undefined) {
    if (req.method !== "DELETE") throw methodNotAllowed(res, "DELETE");
    if (!notes.remove(subject, id)) throw notFound();
    return sendNoContent(res);
  }
  if (path !== "/api/notes") throw notFound();
  if (req.method === "GET") return sendJson(res, 200, { notes: notes.list(subject) });
  if (req.method !== "POST") throw methodNotAllowed(res, "GET", "POST");

  const note = notes.add(subject, noteText(await readJsonObject(req, maxBodyBytes)));
  if (note === undefined) {
    throw new RequestProblem(409, "Conflict", `There are ${maxNotes} notes already; delete one first.`);
  }
  sendJson(res, 201, { note });
}

function noteText(body: Record<string, unknown>): string {
  const { text, ...rest } = body;
  if (
    typeof text !== "string" ||
    text.trim() === "" ||
    text.length > maxCharacters ||
    Object.keys(rest).length > 0
  ) {
    throw new RequestProblem(
      400,
      "Bad Request",
      `The body must be { "text": "1 to ${maxCharacters} characters" }.`,
    );
  }
  return text.trim();
}
