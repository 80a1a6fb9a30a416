/**
 * Where snake_case ends. What the network hands over is `unknown` until its shape was looked at: a captive portal
 * answers 200 too, with a page or some JSON of its own, and must never be taken for a login or for an end.
 */

import type { Code } from "../protocol/codes.ts";
import { problemTypePrefix } from "../protocol/names.ts";
import type { EndReason } from "../protocol/reasons.ts";
import type { RotationOutcome, SessionPayload } from "../protocol/wire.ts";
import type { ClientSession } from "./state.ts";

/** A `TokenResponse`, read. */
export interface Grant {
  readonly accessToken: string;
  readonly expiresInMs: number;
  readonly rotation: RotationOutcome | undefined;
  readonly revision: string | null;
  /** When the server made it, on its clock. */
  readonly issuedAt: number;
  readonly session: ClientSession;
  /** As it came, for the other tabs, which read it for themselves. */
  readonly body: unknown;
}

/** A `Problem`, read. */
export interface Refusal {
  readonly code: Code;
  readonly reason: EndReason | undefined;
  readonly revision: string | undefined;
  readonly detail: string | undefined;
}

type Check = (value: unknown) => boolean;

const isText = (value: unknown): value is string => typeof value === "string";
const textOf = (value: unknown): string | undefined => (isText(value) ? value : undefined);

const sessionShape: Readonly<Record<keyof SessionPayload, Check>> = {
  sid: isText,
  subject: isText,
  generation: Number.isInteger,
  amr: Array.isArray,
  created_at: Number.isInteger,
  last_active_at: Number.isInteger,
  expires_at: Number.isInteger,
  inactivity_expires_at: Number.isInteger,
  user_agent: (value) => value === null || isText(value),
};

/** The members of anything; none of what is no object. */
function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return Object(value);
}

/** Reads a session as the server describes it; undefined when it is none. */
export function readSession(value: unknown): ClientSession | undefined {
  const members = membersOf(value);
  const session: Record<string, unknown> = {};
  for (const [name, fits] of Object.entries(sessionShape)) {
    if (!fits(members[name])) return undefined;
    session[name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())] = members[name];
  }
  return Object.freeze(session) as unknown as ClientSession;
}

/** Reads the body of a successful login or refresh; undefined when it is not one. */
export function readGrant(body: unknown): Grant | undefined {
  const {
    access_token,
    token_type,
    expires_in,
    issued_at,
    rotation,
    revision,
    session: payload,
  } = membersOf(body);
  const session = readSession(payload);
  // Visible ASCII: anything else could not be sent in a header.
  const usable = isText(access_token) && /^[!-~]+$/.test(access_token);
  const lasting = typeof expires_in === "number" && expires_in > 0;
  if (!usable || !lasting || !session || token_type !== "Bearer") return undefined;
  return {
    accessToken: access_token,
    expiresInMs: expires_in * 1000,
    rotation: rotation as RotationOutcome | undefined,
    revision: textOf(revision) ?? null,
    // An older server does not say; then the session was used just now.
    issuedAt: Number.isInteger(issued_at) ? (issued_at as number) : session.lastActiveAt,
    session,
    body,
  };
}

/** Reads a failure's body; undefined unless it is our own typed problem (RFC 9457), whoever else answered. */
export function readRefusal(headers: Headers, body: unknown): Refusal | undefined {
  const { type, code, reason, revision, detail } = membersOf(body);
  if (!isProblem(headers) || type !== problemTypePrefix + code) return undefined;
  return {
    code: code as Code,
    // A newer server may know more reasons than this file; what shows them has a text for those too.
    reason: textOf(reason) as EndReason | undefined,
    revision: textOf(revision),
    detail: textOf(detail),
  };
}

export function isProblem(headers: Headers): boolean {
  return /^application\/problem\+json\b/i.test(headers.get("content-type") ?? "");
}
