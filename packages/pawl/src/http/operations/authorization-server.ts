import { authorizationServerMetadata } from "../components/oauth.ts";
import { json } from "./content.ts";
import { cached, ifNoneMatch } from "./headers.ts";
import type { Operation } from "./operation.ts";

export const authorizationServer: Operation = {
  operationId: "getAuthorizationServer",
  group: "For OAuth clients",
  summary: "Where the OAuth endpoints are",
  text: "RFC 8414. For an issuer with a path it is also at the address that its §3.1 says, `/.well-known/oauth-authorization-server` with that path behind it.",
  needs: ["none"],
  headers: ifNoneMatch,
  answers: {
    200: { text: "The metadata.", content: json(authorizationServerMetadata), headers: cached },
    304: { text: "The copy that the sender has is still right.", headers: cached },
  },
  codes: ["internal_error"],
};
