import { routes } from "../../protocol/names.ts";
import type { AuthorizationServerMetadata } from "../../protocol/wire.ts";
import { clientCredentialMethods } from "../client-credential.ts";
import type { Route } from "../context.ts";
import { publicDocument } from "../public-document.ts";

/**
 * `GET /.well-known/oauth-authorization-server`: where the OAuth endpoints are and what they take (RFC 8414). Names what
 * works and nothing else: there is no authorization endpoint, and so no response type.
 */
export const authorizationServer: Route = async ({ issuer, verifiers }, request) => {
  const at = (route: string): string => issuer.replace(/\/$/, "") + route;
  const metadata: AuthorizationServerMetadata = {
    // To the letter: a client compares it (§3.3).
    issuer,
    token_endpoint: at(routes.token),
    revocation_endpoint: at(routes.revoke),
    ...(verifiers.isConfigured ? { introspection_endpoint: at(routes.introspect) } : {}),
    jwks_uri: at(routes.jwks),
    grant_types_supported: ["refresh_token"],
    response_types_supported: [],
    token_endpoint_auth_methods_supported: ["none"],
    revocation_endpoint_auth_methods_supported: ["none"],
    ...(verifiers.isConfigured
      ? { introspection_endpoint_auth_methods_supported: [...clientCredentialMethods] }
      : {}),
  };
  return publicDocument(request, metadata, "application/json");
};
