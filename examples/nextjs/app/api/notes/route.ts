import { requireSession } from "pawl/next";
import { notesOf } from "../../../lib/notes.ts";
import { pawl } from "../../../lib/pawl.ts";

/** For scripts: by the access token alone, which no other site can send. */
export const GET = requireSession(pawl, (_request, session) => Response.json(notesOf(session.sub)));
