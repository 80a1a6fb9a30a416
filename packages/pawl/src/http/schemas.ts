import { z } from "zod";
import type {
  LoginRequest,
  LoginTicketRequest,
  LogoutRequest,
  RefreshRequest,
  SecurityEventPollRequest,
  TicketLoginRequest,
} from "../protocol/wire.ts";
import { days, seconds } from "../session/policy.ts";

/*
 * What may come in. Typed by the interfaces of `protocol/wire.ts`, so the compiler holds validators and payloads
 * together. Unknown members are refused: nothing is assigned that nobody asked for (ASVS 15.3.3).
 */

const loginChoices = {
  transport: z.enum(["cookie", "body"]).optional(),
  remember: z.boolean().optional(),
};

/** The password's own bounds are the identity's; this one only keeps absurd input from being hashed. */
export const passwordLogin: z.ZodType<LoginRequest> = z.strictObject({
  email: z.string().min(1).max(254),
  password: z.string().min(1).max(1024),
  ...loginChoices,
});

/** Any text is a ticket: one that is none is answered as a forged one is. */
export const ticketLogin: z.ZodType<TicketLoginRequest> = z.strictObject({
  ticket: z.string(),
  ...loginChoices,
});

/** One of both, never a mixture. */
export const loginRequest: z.ZodType<LoginRequest | TicketLoginRequest> = z.union([
  passwordLogin,
  ticketLogin,
]);

/** What the claims may be called, and how large they may be, is the engine's to say. */
export const loginTicketRequest: z.ZodType<LoginTicketRequest> = z.strictObject({
  subject: z.string().min(1).max(255),
  claims: z.record(z.string(), z.unknown()).optional(),
  amr: z.array(z.string().min(1).max(64)).max(16).optional(),
});

/** As long as a session can live at most. */
export const maxInactiveSeconds: number = days(400) / seconds(1);

/**
 * `{}` is what some clients send for no body. Any text is taken: a malformed token is answered as an unknown one is, a
 * revision that says nothing of this session counts as none, and the body's own cap is bound enough.
 */
export const refreshRequest: z.ZodType<RefreshRequest> = z.strictObject({
  refresh_token: z.string().optional(),
  known_revision: z.string().nullable().optional(),
  inactive_for: z.int().min(0).max(maxInactiveSeconds).optional(),
});

/** RFC 8936 §2.2; what it does not name is somebody else's extension, and ignored. */
export const securityEventPoll: z.ZodType<SecurityEventPollRequest> = z.object({
  ack: z.array(z.string()).optional(),
  setErrs: z.record(z.string(), z.unknown()).optional(),
  maxEvents: z.int().min(0).optional(),
  returnImmediately: z.boolean().optional(),
});

/** As in `refreshRequest`. */
export const logoutRequest: z.ZodType<LogoutRequest> = z.strictObject({
  refresh_token: z.string().optional(),
});
