import { SessionError } from "../protocol/errors.ts";
import { seconds } from "../session/policy.ts";
import { StoreError } from "../session/store.ts";
import {
  maxTicketLength,
  type ReadLoginTicket,
  readLoginTicket,
  ticketIdBytes,
  writeLoginTicket,
} from "../tokens/login-ticket.ts";
import { checkLogin } from "./check-login.ts";
import type { EngineContext } from "./context.ts";
import { type CreateOptions, create } from "./create.ts";
import type { IssuedTokens } from "./issued-tokens.ts";

/** Long enough for a redirect, too short to be found in a history. */
const lifetimeMs = seconds(60);

/** What the session is to know of the login, beside its subject. */
export type LoginTicketOptions = Pick<CreateOptions, "claims" | "amr">;

/** What the browser adds when it exchanges a ticket. */
export type ExchangeOptions = Pick<CreateOptions, "persistent" | "userAgent">;

/** A ticket, to be handed to the browser of the user. */
export interface LoginTicket {
  readonly ticket: string;
  readonly expiresInSeconds: number;
}

/**
 * Makes a login ticket for a user whom the caller has authenticated: good once, for 60 seconds. Whoever holds it becomes
 * that user, so it is a secret; and can read the subject and the claims in it.
 *
 * Guarantees that each of two calls gives another ticket, which ends in a session of its own. Writes nothing.
 *
 * @throws TypeError for what `create` would not take, and for more than a ticket has room for.
 */
export function createLoginTicket(
  ctx: EngineContext,
  subject: string,
  options: LoginTicketOptions = {},
): LoginTicket {
  const { claims, amr } = checkLogin("createLoginTicket", subject, options);
  const now = ctx.clock();
  const ticket = writeLoginTicket(ctx.secrets.newest, ctx.issuer, {
    ...{ id: ctx.random(ticketIdBytes), expiresAt: now + lifetimeMs },
    ...{ subject, claims, amr },
  });
  if (ticket.length > maxTicketLength) {
    throw new TypeError(
      `createLoginTicket: the ticket would be longer than ${maxTicketLength} characters; give fewer or shorter claims`,
    );
  }
  ctx.emit({ type: "login_ticket_created", at: now, subject, amr });
  return { ticket, expiresInSeconds: lifetimeMs / seconds(1) };
}

/**
 * Exchanges a ticket for a session, once. Forged, expired and used tickets are one answer, and a forged or expired one
 * costs no store access.
 *
 * Guarantees that of any number of exchanges, at any number of servers on one store, at most one makes a session: its
 * `sid` follows from the ticket, and a store takes a `sid` once. Ended sessions are kept a day, longer than any ticket
 * lives, so the mark outlives the ticket and is swept like any session.
 *
 * @throws SessionError `invalid_credentials`; `StoreError` when the store gives no answer, and then the same ticket may be
 * tried again.
 */
export async function exchangeLoginTicket(
  ctx: EngineContext,
  ticket: string,
  options: ExchangeOptions = {},
): Promise<IssuedTokens> {
  const read = readLoginTicket(ctx.secrets, ctx.issuer, ticket);
  if (read === undefined || ctx.clock() >= read.expiresAt) throw refused(ctx, read);
  const { subject, claims, amr, sid } = read;
  const { persistent, userAgent } = options;
  try {
    return await create(ctx, subject, { claims, amr, persistent, userAgent }, sid);
  } catch (error) {
    // The store says only that it did not add the session; whether one is there says why.
    if (error instanceof StoreError && (await ctx.sessions.find(sid)) !== undefined) throw refused(ctx, read);
    throw error;
  }
}

function refused(ctx: EngineContext, read: ReadLoginTicket | undefined): SessionError {
  const account = read === undefined ? null : ctx.pseudonym(read.subject);
  ctx.emit({ type: "login_failed", at: ctx.clock(), account, code: "invalid_credentials" });
  return new SessionError("invalid_credentials");
}
