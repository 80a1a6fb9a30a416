import { headers } from "next/headers";
import { currentSession } from "pawl/next";
import type { SessionFacts } from "pawl/server";
import { cache } from "react";
import { pawl } from "./pawl.ts";

/**
 * Whose request this is, for server components and server actions; read once a rendering, whoever asks. It only looks:
 * whatever is rendered here, the refresh token stays the one that the browser has.
 */
export const session: () => Promise<SessionFacts | undefined> = cache(() => currentSession(pawl, headers()));
