import { SessionError } from "../../protocol/errors.ts";
import type { ActiveToken, IntrospectionResponse } from "../../protocol/wire.ts";
import { endByTime } from "../../session/end-by-time.ts";
import type { AccessTokenClaims } from "../../tokens/access-token.ts";
import { clientCredential } from "../client-credential.ts";
import type { HttpContext, Route } from "../context.ts";
import { jsonResponse } from "../json-response.ts";
import { readForm } from "../read-form.ts";

/**
 * `POST /introspect`: whether an access token is good at this instant (RFC 7662), for those that ask before what must not
 * happen with a session that has just ended. With a verifier's credential, and not there at all where none is configured.
 *
 * Of everything else, refresh tokens included, it says that it is not active, and nothing more: a resource server that is
 * handed a refresh token must refuse it, and must not learn that it holds one. Counts as no activity of the user. It is a
 * receipt, as every sight of an access token by a verifier is: somebody holds a token of that generation.
 */
export const introspect: Route = async (ctx, request) => {
  if (!ctx.verifiers.isConfigured) throw new SessionError("not_found");
  const form = await readForm(request);
  if (!ctx.verifiers.isCredential(clientCredential(request, form))) {
    throw new SessionError("verifier_credential_invalid");
  }
  const claims = await activeClaims(ctx, form.need("token"));
  const body: IntrospectionResponse = claims === undefined ? { active: false } : activeToken(claims);
  return jsonResponse(body);
};

/** Last what no claim of an identity may overwrite. */
function activeToken(claims: AccessTokenClaims): ActiveToken {
  return { ...claims, active: true, token_type: "Bearer" };
}

/** By the row, and not only by the list of what ended, which may be a second old. */
async function activeClaims(
  { engine, clock }: HttpContext,
  token: string,
): Promise<AccessTokenClaims | undefined> {
  const claims = await verified(engine, token);
  const session = claims && (await engine.find(claims.sid));
  if (session === undefined || session.ended !== null) return undefined;
  return endByTime(session, clock(), engine.policy) === undefined ? claims : undefined;
}

async function verified(
  engine: HttpContext["engine"],
  token: string,
): Promise<AccessTokenClaims | undefined> {
  try {
    return await engine.verify(token);
  } catch (thrown) {
    if (thrown instanceof SessionError) return undefined;
    throw thrown;
  }
}
