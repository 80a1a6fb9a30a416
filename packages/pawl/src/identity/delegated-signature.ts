import { createHmac } from "node:crypto";

/** By it, the endpoint knows who asks, and when. */
export const signatureHeader = "Pawl-Signature";

/**
 * `t=<unix seconds>,v1=<hex>`: HMAC-SHA256 over the time as it is written, a dot and the bytes of the body. The time is
 * under the signature, so a request that somebody kept is no use after the window that the endpoint allows.
 */
export function signRequest(secret: string, unixSeconds: number, body: string): string {
  const signature = createHmac("sha256", secret).update(`${unixSeconds}.${body}`).digest("hex");
  return `t=${unixSeconds},v1=${signature}`;
}
