import { isEndReason } from "../../protocol/reasons.ts";
import type { Session } from "../../session/session.ts";
import { type RotationGuard, type RotationWrite, StoreError } from "../../session/store.ts";
import type { Parameter, Reply } from "./commands.ts";

/**
 * A session is one string, a MessagePack array of these fields, each a string of bytes: about 300 bytes, where a Redis
 * hash would take over 1 KB as soon as one of its values is longer than 64 bytes, as most names of browsers are. What a
 * script compares or writes is a field of its own; the rest never changes and is one JSON text. What is null in the
 * session is empty here. Instants are decimal milliseconds, never Lua's numbers: Lua would print them as 1.7e+12.
 */
const fields = [
  "subject",
  "generation",
  "currentHash", // SHA-256 of the current refresh token's secret; the token is not kept
  "previousHash",
  "nonce",
  "keyId",
  "received", // "1" once a token of this generation was seen in use
  "rotatedAt",
  "activeAt",
  "expiresAt",
  "endedAt",
  "endReason",
  "login", // JSON of what was settled at the login
] as const;

type Field = (typeof fields)[number];

/** Where each field stands, as Lua counts: from 1. */
export const at: Readonly<Record<Field, number>> = Object.fromEntries(
  fields.map((field, index) => [field, index + 1]),
) as Record<Field, number>;

export const fieldCount: number = fields.length;

interface Login {
  readonly createdAt: number;
  readonly persistent: boolean;
  readonly amr: readonly string[];
  readonly claims: Readonly<Record<string, unknown>>;
  readonly userAgent: string | null;
}

const none = new Uint8Array(0);

/** In the order of `fields`. */
export function fieldsOf(session: Session): Parameter[] {
  const { createdAt, persistent, amr, claims, userAgent } = session;
  const login: Login = { createdAt, persistent, amr, claims, userAgent };
  return [
    session.subject,
    decimal(session.generation),
    session.currentHash,
    session.previousHash ?? none,
    session.nonce ?? none,
    session.keyId,
    flag(session.received),
    decimal(session.rotatedAt),
    decimal(session.activeAt),
    decimal(session.expiresAt),
    session.ended === null ? none : decimal(session.ended.at),
    session.ended?.reason ?? none,
    JSON.stringify(login),
  ];
}

export function sessionOf(sid: string, reply: Reply): Session {
  const row = reply as readonly Buffer[];
  const bytes = (field: Field) => row[at[field] - 1] ?? Buffer.alloc(0);
  const text = (field: Field) => bytes(field).toString();
  const login = JSON.parse(text("login")) as Login;
  return {
    sid,
    subject: text("subject"),
    generation: Number(text("generation")),
    currentHash: copyOf(bytes("currentHash")),
    previousHash: bytes("previousHash").length === 0 ? null : copyOf(bytes("previousHash")),
    nonce: bytes("nonce").length === 0 ? null : copyOf(bytes("nonce")),
    keyId: text("keyId"),
    received: text("received") === "1",
    createdAt: login.createdAt,
    rotatedAt: Number(text("rotatedAt")),
    activeAt: Number(text("activeAt")),
    expiresAt: Number(text("expiresAt")),
    ended: text("endedAt") === "" ? null : endOf(Number(text("endedAt")), text("endReason")),
    persistent: login.persistent,
    amr: login.amr,
    claims: login.claims,
    userAgent: login.userAgent,
  };
}

function endOf(endedAt: number, reason: string): Session["ended"] {
  if (!isEndReason(reason)) throw new StoreError("a session has an end reason that this Pawl does not know");
  return { at: endedAt, reason };
}

/** In the order in which the script of `rotate` takes them. */
export function rotationOf(guard: RotationGuard, next: RotationWrite): Parameter[] {
  return [
    decimal(guard.generation),
    guard.currentHash,
    flag(guard.unreceived),
    decimal(guard.rotatedAtMost),
    decimal(guard.activeAfter),
    decimal(guard.expiresAfter),
    decimal(next.generation),
    next.currentHash,
    next.previousHash,
    next.nonce,
    next.keyId,
    decimal(next.rotatedAt),
    decimal(next.activeAt),
  ];
}

/** An instant or a count. "Since ever" is a legal question, so what lies beyond the integers is moved to their end. */
export function decimal(number: number): string {
  return String(Math.min(Math.max(number, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER));
}

function flag(set: boolean): string {
  return set ? "1" : "0";
}

/** Out of the driver's buffer, which may hold much more, for as long as the session is held. */
function copyOf(bytes: Buffer): Uint8Array {
  return new Uint8Array(bytes);
}
