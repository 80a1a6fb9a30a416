import { z } from "zod";
import type { LoginRequest, LogoutRequest, RefreshRequest } from "../protocol/wire.ts";
import { days, seconds } from "../session/policy.ts";

/*
 * What may come in. Typed by the interfaces of `protocol/wire.ts`, so the compiler holds validators and payloads
 * together. Unknown members are refused: nothing is assigned that nobody asked for (ASVS 15.3.3).
 */

/** The password's own bounds are the identity's; this one only keeps absurd input from being hashed. */
export const loginRequest: z.ZodType<LoginRequest> = z.strictObject({
  email: z.string().min(1).max(254),
  password: z.string().min(1).max(1024),
  transport: z.enum(["cookie", "body"]).optional(),
  remember: z.boolean().optional(),
});

/** As long as a session can live at most. */
const maxInactiveSeconds = days(400) / seconds(1);

/**
 * `{}` is what some clients send for no body. Any text is taken: a malformed token is answered as an unknown one is, a
 * revision that says nothing of this session counts as none, and the body's own cap is bound enough.
 */
export const refreshRequest: z.ZodType<RefreshRequest> = z.strictObject({
  refresh_token: z.string().optional(),
  known_revision: z.string().nullable().optional(),
  inactive_for: z.int().min(0).max(maxInactiveSeconds).optional(),
});

/** As in `refreshRequest`. */
export const logoutRequest: z.ZodType<LogoutRequest> = z.strictObject({
  refresh_token: z.string().optional(),
});
