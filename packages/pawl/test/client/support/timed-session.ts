import type { SessionPayload } from "../../../src/client/index.ts";
import { json, problem, sessionPayload, tokenBody } from "./answers.ts";
import type { ManualTime } from "./manual-time.ts";
import type { ScriptedServer } from "./scripted-server.ts";

const epoch = 2_208_988_800_000;

/** A session that the server ends by time, on a clock of its own. */
export interface TimedSession {
  /** The server's clock. */
  now(): number;
  /** The machine of the client sleeps so long: its monotonic clock stands still, the server's does not. */
  sleep(ms: number): void;
  /** What each refresh said of the user's inactivity, in seconds. */
  readonly told: (number | undefined)[];
  /** The facts of the session now. */
  facts(): SessionPayload;
}

/** Makes the server's refreshes follow the time, and what they say of the user's activity. */
export function timedSession(
  server: ScriptedServer,
  time: ManualTime,
  { tokenSeconds = 1800, inactivityMs = 7 * 86_400_000, lifetimeMs = 30 * 86_400_000 } = {},
): TimedSession {
  const startMs = time.clock.monotonicMs();
  let sleptMs = 0;
  let lastActiveAt = epoch;
  let generation = 0;
  const told: (number | undefined)[] = [];
  const validUntil = new Map<string, number>();
  const now = (): number => epoch + time.clock.monotonicMs() - startMs + sleptMs;
  const facts = (): SessionPayload =>
    sessionPayload({
      generation,
      last_active_at: lastActiveAt,
      expires_at: epoch + lifetimeMs,
      inactivity_expires_at: Math.min(lastActiveAt + inactivityMs, epoch + lifetimeMs),
    });

  server.always("/auth/refresh", ({ body }) => {
    const { inactive_for } = JSON.parse(body) as { inactive_for?: number };
    told.push(inactive_for);
    if (now() >= epoch + lifetimeMs) return problem("session_expired", { reason: "absolute_lifetime" });
    if (now() - lastActiveAt >= inactivityMs) return problem("session_expired", { reason: "inactivity" });
    lastActiveAt = Math.max(lastActiveAt, now() - (inactive_for ?? 0) * 1000);
    generation++;
    const token = `timed-token-${generation}`;
    const session = facts();
    // No token outlives its session.
    const leftMs = session.inactivity_expires_at - now();
    const expires_in = Math.min(tokenSeconds, Math.floor(leftMs / 1000));
    validUntil.set(token, now() + expires_in * 1000);
    return json(tokenBody(token, { expires_in, issued_at: now(), session, rotation: "rotated" }));
  });
  server.always("/api/notes", ({ headers }) => {
    const token = headers.get("authorization")?.replace("Bearer ", "") ?? "";
    return now() < (validUntil.get(token) ?? 0) ? json("ok") : problem("access_token_invalid");
  });
  return {
    now,
    sleep(ms) {
      sleptMs += ms;
    },
    told,
    facts,
  };
}
