/**
 * The login ticket: a prefix of its own and base64url of `version ‖ keyId ‖ id ‖ expiresAt ‖ who ‖ tag`; see
 * docs/identity.md. It has a key of its own too, and the tag covers the prefix and the issuer, so that no other token
 * passes for a ticket, no ticket for another token, and none at another issuer (RFC 8725 §3.12).
 */

import { createHmac, timingSafeEqual } from "node:crypto";
import { decodeBase64url, encodeBase64url } from "./base64url.ts";
import { maxJsonDepth } from "./limits.ts";
import { sidBytes } from "./refresh-token.ts";
import type { SecretKeys, Secrets } from "./secrets.ts";
import { parseStrictJson } from "./strict-json.ts";

const prefix = "pawl_ticket_";
const version = 1;
const keyIdAt = 1;
const idAt = 5;
const expiresAtAt = 21;
const whoAt = 27;
const tagBytes = 32;

export const ticketIdBytes = 16;
/** Longer ones are refused unread; so is making one. Room for what an access token has room for. */
export const maxTicketLength = 3072;

export interface LoginTicketParts {
  /** 16 random bytes. */
  readonly id: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly subject: string;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly amr: readonly string[];
}

/** An authentic ticket. */
export interface ReadLoginTicket extends LoginTicketParts {
  /**
   * The session that this ticket becomes, and no other ticket does: since a store takes a `sid` once, a ticket is
   * exchanged once. It cannot be told from the ticket.
   */
  readonly sid: string;
}

/** Writes a ticket and tags it. The subject and the claims in it can be read by whoever holds it. */
export function writeLoginTicket(keys: SecretKeys, issuer: string, parts: LoginTicketParts): string {
  const { id, expiresAt, subject, claims, amr } = parts;
  const head = Buffer.alloc(whoAt);
  head[0] = version;
  head.set(keys.idBytes, keyIdAt);
  head.set(id, idAt);
  head.writeUIntBE(expiresAt, expiresAtAt, whoAt - expiresAtAt);
  const body = Buffer.concat([head, Buffer.from(JSON.stringify([subject, claims, amr]))]);
  return prefix + Buffer.concat([body, tagOf(keys, issuer, body)]).toString("base64url");
}

/**
 * Reads an authentic ticket, expired or not, or gives `undefined`: malformed and forged are one answer. The tag is
 * compared in constant time, before anything in the ticket is believed.
 */
export function readLoginTicket(secrets: Secrets, issuer: string, text: string): ReadLoginTicket | undefined {
  if (typeof text !== "string" || text.length > maxTicketLength || !text.startsWith(prefix)) return undefined;
  const bytes = decodeBase64url(text.slice(prefix.length));
  if (bytes === undefined || bytes.length < whoAt + tagBytes || bytes[0] !== version) return undefined;
  const keys = secrets.find(encodeBase64url(bytes.subarray(keyIdAt, idAt)));
  if (keys === undefined) return undefined;
  const body = bytes.subarray(0, -tagBytes);
  if (!timingSafeEqual(tagOf(keys, issuer, body), bytes.subarray(-tagBytes))) return undefined;
  const who = parseStrictJson(body.subarray(whoAt), maxJsonDepth + 1) as WrittenWho | undefined;
  if (who === undefined) return undefined;
  const [subject, claims, amr] = who;
  const id = body.subarray(idAt, expiresAtAt);
  const expiresAt = body.readUIntBE(expiresAtAt, whoAt - expiresAtAt);
  return { id, expiresAt, subject, claims, amr, sid: sidOf(keys, issuer, id) };
}

/** What this module wrote; the tag says so. */
type WrittenWho = readonly [string, Readonly<Record<string, unknown>>, readonly string[]];

function tagOf(keys: SecretKeys, issuer: string, body: Uint8Array): Buffer {
  return createHmac("sha256", keys.ticketKey).update(`tag ${prefix} ${issuer}\n`).update(body).digest();
}

function sidOf(keys: SecretKeys, issuer: string, id: Uint8Array): string {
  const bytes = createHmac("sha256", keys.ticketKey).update(`sid ${issuer}\n`).update(id).digest();
  return encodeBase64url(bytes.subarray(0, sidBytes));
}
