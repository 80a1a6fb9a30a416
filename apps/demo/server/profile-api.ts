import type { IncomingMessage, ServerResponse } from "node:http";
import type { UserStore } from "pawl/server";
import { methodNotAllowed, notFound, sendJson } from "./json.ts";

/**
 * `GET /api/me`: the e-mail address to greet the user by. It is asked for here because access tokens carry no
 * personal data: whoever holds one could read it (ASVS 14.1.1).
 */
export async function serveProfile(
  users: Pick<UserStore, "find">,
  subject: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  if (req.method !== "GET") throw methodNotAllowed(res, "GET");
  const user = await users.find(subject);
  if (user === undefined) throw notFound();
  sendJson(res, 200, { email: user.email });
}
