import { jwkSet } from "../components/service.ts";
import { storeCodes } from "./codes.ts";
import { cached, ifNoneMatch } from "./headers.ts";
import type { Operation } from "./operation.ts";

export const jwks: Operation = {
  operationId: "getKeys",
  group: "For backends",
  summary: "The public keys",
  text: "What access tokens are checked with (RFC 7517). May be kept for five minutes: by that time a key is announced before it signs.",
  needs: ["none"],
  headers: ifNoneMatch,
  answers: {
    200: {
      text: "The key set.",
      content: { "application/jwk-set+json": { anyOf: [jwkSet] } },
      headers: cached,
    },
    304: { text: "The copy that the sender has is still right.", headers: cached },
  },
  codes: storeCodes,
};
