import type { IncomingMessage, ServerResponse } from "node:http";
import { type NodeListener, requireSession } from "pawl/http/node";
import type { UserStore } from "pawl/server";
import { serveDemoControls } from "./demo-controls.ts";
import { createExpiredTokens } from "./expired-tokens.ts";
import { methodNotAllowed, sendProblem } from "./json.ts";
import { createNetworkCut } from "./network-cut.ts";
import type { Notes } from "./notes.ts";
import { serveNotes } from "./notes-api.ts";
import { type Pages, servePages } from "./pages.ts";
import { pathOf } from "./path.ts";
import { serveProfile } from "./profile-api.ts";
import { createShortInactivity, type Pawls } from "./short-inactivity.ts";

interface AppParts {
  readonly pawls: Pawls;
  readonly users: UserStore;
  readonly notes: Notes;
  readonly pages: Pages;
}

/**
 * The whole demo as one listener: Pawl under `/auth`, an API under `/api` that is open to nobody without a session,
 * and the page everywhere else.
 */
export function createApp({ pawls, users, notes, pages }: AppParts): NodeListener {
  const { pawl } = pawls;
  const expiredTokens = createExpiredTokens(pawl);
  const networkCut = createNetworkCut();
  const shortInactivity = createShortInactivity(pawls);
  const machinery = { pawl, expiredTokens, networkCut, shortInactivity };
  const page = servePages(pages);

  const api = requireSession(expiredTokens, async (req, res, claims) => {
    const path = pathOf(req);
    if (path.startsWith("/api/demo/")) await serveDemoControls(machinery, claims, req, res);
    else if (path === "/api/me") await serveProfile(users, claims.sub, req, res);
    else await serveNotes(notes, claims.sub, req, res);
  });

  /** Pawl guards its own routes; this guard before them knows the tokens that a button made expire early. */
  const authWithToken = requireSession(expiredTokens, (req, res, { sid }) => {
    if (networkCut.isCutFor(sid)) {
      req.socket.destroy();
      return;
    }
    if (pathOf(req) === "/auth/events") networkCut.follow(sid, res);
    shortInactivity.listenerFor(sid)(req, res);
  });

  async function auth(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (/^\/auth\/(session|events)/.test(pathOf(req))) await authWithToken(req, res);
    else (await shortInactivity.listenerOf(req))(req, res);
  }

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const path = pathOf(req);
    if (!/^\/(api|auth)\//.test(path)) page(req, res);
    else if (path === "/api/demo/network-cut") {
      if (req.method !== "DELETE") throw methodNotAllowed(res, "DELETE");
      networkCut.end(req, res);
    } else if (networkCut.isCut(req)) req.socket.destroy();
    else await (path.startsWith("/api/") ? api : auth)(req, res);
  }

  return (req, res) => {
    serve(req, res).catch((error: unknown) => sendProblem(res, error));
  };
}
