import { type NodeListener, requireSession, toNodeListener } from "pawl/http/node";
import type { Pawl, UserStore } from "pawl/server";
import { serveDemoControls } from "./demo-controls.ts";
import { createExpiredTokens } from "./expired-tokens.ts";
import { sendProblem } from "./json.ts";
import type { Notes } from "./notes.ts";
import { serveNotes } from "./notes-api.ts";
import { type Pages, servePages } from "./pages.ts";
import { pathOf } from "./path.ts";
import { serveProfile } from "./profile-api.ts";

interface AppParts {
  readonly pawl: Pawl;
  readonly users: UserStore;
  readonly notes: Notes;
  readonly pages: Pages;
}

/**
 * The whole demo as one listener: Pawl under `/auth`, an API under `/api` that is open to nobody without a session,
 * and the page everywhere else.
 */
export function createApp({ pawl, users, notes, pages }: AppParts): NodeListener {
  const expiredTokens = createExpiredTokens(pawl);
  const page = servePages(pages);
  const auth = toNodeListener(pawl.handler);
  /** Pawl guards its own routes; this guard before them knows the tokens that a button made expire early. */
  const authWithToken = requireSession(expiredTokens, auth);

  const api = requireSession(expiredTokens, async (req, res, session) => {
    const path = pathOf(req);
    if (path.startsWith("/api/demo/")) await serveDemoControls(pawl, expiredTokens, session, req, res);
    else if (path === "/api/me") await serveProfile(users, session.sub, req, res);
    else await serveNotes(notes, session.sub, req, res);
  });

  return (req, res) => {
    const path = pathOf(req);
    if (path.startsWith("/api/")) api(req, res).catch((error: unknown) => sendProblem(res, error));
    else if (path.startsWith("/auth/session"))
      authWithToken(req, res).catch((error: unknown) => sendProblem(res, error));
    else if (path.startsWith("/auth/")) auth(req, res);
    else page(req, res);
  };
}
