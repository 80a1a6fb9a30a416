import { z } from "zod";
import type { HealthResponse } from "../../protocol/wire.ts";
import type { EcPublicJwk, OkpPublicJwk, PublicJwk, RsaPublicJwk } from "../../tokens/public-jwk.ts";
import { type Component, component } from "./component.ts";

const kid = "The name of the key: its thumbprint (RFC 7638).";
const use = "Always `sig`: it checks signatures.";
const shared = { kid: z.string(), use: z.literal("sig") };

const ecPublicJwk: Component<EcPublicJwk> = component<EcPublicJwk>("EcPublicJwk", {
  text: "The public half of an ES256 key (RFC 7518 §6.2.1).",
  members: {
    ...{ kid, use, kty: "Always `EC`.", crv: "Always `P-256`.", alg: "Always `ES256`." },
    ...{ x: "The x coordinate, base64url.", y: "The y coordinate, base64url." },
  },
})(
  z
    .object({
      ...shared,
      kty: z.literal("EC"),
      crv: z.literal("P-256"),
      x: z.string(),
      y: z.string(),
      alg: z.literal("ES256"),
    })
    .readonly(),
);

const okpPublicJwk: Component<OkpPublicJwk> = component<OkpPublicJwk>("OkpPublicJwk", {
  text: "The public half of an Ed25519 key (RFC 8037 §2, RFC 9864).",
  members: {
    ...{ kid, use, kty: "Always `OKP`.", crv: "Always `Ed25519`.", alg: "Always `Ed25519`." },
    x: "The public key, base64url.",
  },
})(
  z
    .object({
      ...shared,
      kty: z.literal("OKP"),
      crv: z.literal("Ed25519"),
      x: z.string(),
      alg: z.literal("Ed25519"),
    })
    .readonly(),
);

const rsaPublicJwk: Component<RsaPublicJwk> = component<RsaPublicJwk>("RsaPublicJwk", {
  text: "The public half of an RS256 key (RFC 7518 §6.3.1).",
  members: {
    ...{ kid, use, kty: "Always `RSA`.", alg: "Always `RS256`." },
    ...{ n: "The modulus, base64url.", e: "The exponent, base64url." },
  },
})(
  z
    .object({ ...shared, kty: z.literal("RSA"), n: z.string(), e: z.string(), alg: z.literal("RS256") })
    .readonly(),
);

interface JwkSet {
  keys: readonly PublicJwk[];
}

export const jwkSet: Component<JwkSet> = component<JwkSet>("JwkSet", {
  text: "The public keys that access tokens are checked with (RFC 7517 §5).",
  members: { keys: "The key that signs, one that is about to, and those whose tokens still live." },
})(
  z.object({
    keys: z.array(z.union([ecPublicJwk.schema, okpPublicJwk.schema, rsaPublicJwk.schema])).readonly(),
  }),
);

export const health: Component<HealthResponse> = component<HealthResponse>("HealthResponse", {
  text: "It is up.",
  members: { status: "Always `ok`." },
  example: { status: "ok" },
})(z.object({ status: z.literal("ok") }));
