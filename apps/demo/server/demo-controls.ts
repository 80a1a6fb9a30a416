import type { IncomingMessage, ServerResponse } from "node:http";
import { type AccessTokenClaims, type EndReason, endReasons, type Pawl } from "pawl/server";
import type { ExpiredTokens } from "./expired-tokens.ts";
import { methodNotAllowed, notFound, RequestProblem, readJsonObject, sendNoContent } from "./json.ts";
import type { NetworkCut } from "./network-cut.ts";
import { pathOf } from "./path.ts";
import type { ShortInactivity } from "./short-inactivity.ts";

/** What the controls act on. */
export interface Machinery {
  readonly pawl: Pick<Pawl, "revoke">;
  readonly expiredTokens: Pick<ExpiredTokens, "expire">;
  readonly networkCut: Pick<NetworkCut, "begin">;
  readonly shortInactivity: Pick<ShortInactivity, "shorten">;
}

type Control = (
  machinery: Machinery,
  claims: AccessTokenClaims,
  req: IncomingMessage,
  res: ServerResponse,
) => Promise<void> | void;

const maxBodyBytes = 256;

const controls: ReadonlyMap<string, Control> = new Map<string, Control>([
  [
    "expire-access-token",
    ({ expiredTokens }, claims, _req, res) => {
      expiredTokens.expire(claims);
      sendNoContent(res);
    },
  ],
  ["cut-network", ({ networkCut }, { sid }, _req, res) => networkCut.begin(sid, res)],
  [
    "shorten-inactivity",
    ({ shortInactivity }, { sid }, _req, res) => {
      shortInactivity.shorten(sid);
      sendNoContent(res);
    },
  ],
  [
    "end-session",
    async ({ pawl }, { sid }, req, res) => {
      await pawl.revoke(sid, reasonIn(await readJsonObject(req, maxBodyBytes)));
      sendNoContent(res);
    },
  ],
]);

/**
 * What the buttons of the session panel do. Each takes POST, and acts on the caller's own session only.
 *
 * `/api/demo/expire-access-token`: the token of this request is expired from now on.
 * `/api/demo/cut-network`: this browser cannot reach the server for a while.
 * `/api/demo/shorten-inactivity`: this session is over after a minute without use.
 * `/api/demo/end-session` with a `reason`: ends this session, as whoever has that reason would.
 */
export async function serveDemoControls(
  machinery: Machinery,
  claims: AccessTokenClaims,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const control = controls.get(pathOf(req).slice("/api/demo/".length));
  if (control === undefined) throw notFound();
  if (req.method !== "POST") throw methodNotAllowed(res, "POST");
  await control(machinery, claims, req, res);
}

function reasonIn({ reason, ...rest }: Record<string, unknown>): EndReason {
  const known = endReasons.find((one) => one === reason);
  if (known !== undefined && Object.keys(rest).length === 0) return known;
  throw new RequestProblem(
    400,
    "Bad Request",
    `The body must be { "reason": "${endReasons.join('" | "')}" }.`,
  );
}
