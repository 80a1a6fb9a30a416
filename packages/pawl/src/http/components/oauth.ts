import { z } from "zod";
import { type Code, codes } from "../../protocol/codes.ts";
import type {
  ActiveToken,
  AuthorizationServerMetadata,
  InactiveToken,
  IntrospectionRequest,
  OAuthFailure,
  OAuthTokenRequest,
  RevocationRequest,
} from "../../protocol/wire.ts";
import { maxInactiveSeconds } from "../schemas.ts";
import { type Component, component } from "./component.ts";
import { wholeSeconds } from "./instant.ts";
import { endReason } from "./sessions.ts";

/*
 * The forms are read by `read-form.ts` and the routes, parameter by parameter, since each mistake has a word of its own in
 * OAuth; these only describe them. What they do not name is ignored (RFC 6749 §3.2).
 */

const clientId = "Where it is given it must be the one that this server issues tokens for.";
const hint = "Not needed, and ignored.";
const text = z.string().min(1);
const optionalText = text.exactOptional();

export const oauthTokenRequest: Component<OAuthTokenRequest> = component<OAuthTokenRequest>(
  "OAuthTokenRequest",
  {
    text: "The grant of a refresh token (RFC 6749 §6). No parameter may come twice, but `resource` and `audience`.",
    members: {
      grant_type: "Always `refresh_token`.",
      refresh_token: "The newest refresh token of the session.",
      client_id: clientId,
      scope: "Narrows the access token to these scopes, with spaces between; never widens it.",
      resource: "The API that the token is for (RFC 8707); there is one.",
      audience: "The same.",
      known_revision: "As in `RefreshRequest`; any text that is no revision says that none was seen.",
      inactive_for: "As in `RefreshRequest`, in seconds.",
    },
  },
)(
  z.object({
    grant_type: z.literal("refresh_token"),
    refresh_token: text,
    client_id: optionalText,
    scope: optionalText,
    resource: optionalText,
    audience: optionalText,
    known_revision: optionalText,
    inactive_for: z.int().min(0).max(maxInactiveSeconds).exactOptional(),
  }),
);

export const revocationRequest: Component<RevocationRequest> = component<RevocationRequest>(
  "RevocationRequest",
  {
    text: "Which token (RFC 7009 §2.1).",
    members: {
      token: "A refresh token or an access token, expired or not.",
      token_type_hint: hint,
      client_id: clientId,
    },
  },
)(z.object({ token: text, token_type_hint: optionalText, client_id: optionalText }));

export const introspectionRequest: Component<IntrospectionRequest> = component<IntrospectionRequest>(
  "IntrospectionRequest",
  {
    text: "Which token (RFC 7662 §2.1).",
    members: {
      token: "An access token.",
      token_type_hint: hint,
      client_id: "Makes no difference: the credential says who asks.",
      client_secret: "The verifier’s credential, where it is not in `Authorization`.",
    },
  },
)(
  z.object({
    token: text,
    token_type_hint: optionalText,
    client_id: optionalText,
    client_secret: optionalText,
  }),
);

export const activeToken: Component<ActiveToken> = component<ActiveToken>("ActiveToken", {
  text: "An access token that is good now: its claims (RFC 9068 §2.2), those of the identity included.",
  members: {
    active: "Always `true`.",
    token_type: "Always `Bearer`.",
    iss: "The issuer.",
    sub: "The user.",
    aud: "The API that it is for.",
    client_id: "The client that it was issued to.",
    iat: "When it was issued, in seconds since the epoch.",
    exp: "When it expires, in seconds since the epoch.",
    jti: "Names the token.",
    sid: "The session.",
    gen: "The generation of the session when it was issued.",
    auth_time: "When the user logged in, in seconds since the epoch.",
    amr: "How the user authenticated (RFC 8176).",
    scope: "Its scopes, with spaces between, where it has any.",
  },
})(
  z.looseObject({
    active: z.literal(true),
    token_type: z.literal("Bearer"),
    iss: z.string(),
    sub: z.string(),
    aud: z.union([z.string(), z.array(z.string()).readonly()]),
    client_id: z.string(),
    iat: wholeSeconds,
    exp: wholeSeconds,
    jti: z.string(),
    sid: z.string(),
    gen: z.int().min(0),
    auth_time: wholeSeconds,
    amr: z.array(z.string()).readonly(),
    scope: z.string().exactOptional(),
  }),
);

export const inactiveToken: Component<InactiveToken> = component<InactiveToken>("InactiveToken", {
  text: "Everything else, refresh tokens included.",
  members: { active: "Always `false`." },
  example: { active: false },
})(z.object({ active: z.literal(false) }));

const methods = "How to authenticate there.";

export const authorizationServerMetadata: Component<AuthorizationServerMetadata> =
  component<AuthorizationServerMetadata>("AuthorizationServerMetadata", {
    text: "Where the OAuth endpoints are (RFC 8414 §2).",
    members: {
      issuer: "As in `iss` of the tokens.",
      token_endpoint: "`POST /token`.",
      revocation_endpoint: "`POST /revoke`.",
      introspection_endpoint: "`POST /introspect`, where there is one.",
      jwks_uri: "The public keys.",
      grant_types_supported: "Always `refresh_token` alone.",
      response_types_supported: "None: there is no authorization endpoint.",
      token_endpoint_auth_methods_supported: methods,
      revocation_endpoint_auth_methods_supported: methods,
      introspection_endpoint_auth_methods_supported: methods,
    },
  })(
    z.object({
      issuer: z.string(),
      token_endpoint: z.string(),
      revocation_endpoint: z.string(),
      introspection_endpoint: z.string().exactOptional(),
      jwks_uri: z.string(),
      grant_types_supported: z.array(z.string()),
      response_types_supported: z.array(z.string()),
      token_endpoint_auth_methods_supported: z.array(z.string()),
      revocation_endpoint_auth_methods_supported: z.array(z.string()),
      introspection_endpoint_auth_methods_supported: z.array(z.string()).exactOptional(),
    }),
  );

export const oauthFailure: Component<OAuthFailure> = component<OAuthFailure>("OAuthFailure", {
  text: "A failure as OAuth clients read it (RFC 6749 §5.2). `invalid_grant` means that the session is over, and nothing else does.",
  members: {
    error: "What OAuth calls it.",
    error_description: "The same in a sentence, for a developer.",
    code: "What Pawl calls it, as in `Problem`.",
    reason: "As in `Problem`.",
    revision: "As in `Problem`.",
  },
  example: {
    error: "invalid_grant",
    error_description: codes.session_revoked.title,
    code: "session_revoked",
    reason: "logged_out_elsewhere",
  },
})(
  z.object({
    error: z.string(),
    error_description: z.string(),
    code: z.enum(Object.keys(codes) as Code[]),
    reason: endReason.exactOptional(),
    revision: z.string().exactOptional(),
  }),
);
