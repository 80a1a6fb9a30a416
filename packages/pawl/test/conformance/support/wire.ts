/*
 * What goes over the wire, as far as the suite looks at it. Written out here and not imported, so that a change of the
 * wire fails tests and cannot pass unseen.
 */

export interface Session {
  readonly sid: string;
  readonly subject: string;
  readonly generation: number;
  readonly created_at: number;
  readonly expires_at: number;
  readonly inactivity_expires_at: number;
  readonly user_agent: string | null;
}

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly expires_in: number;
  readonly issued_at: number;
  readonly rotation?: "rotated" | "unchanged" | "replayed" | "recovered";
  /** How far the session has come; a client states the newest one it saw. */
  readonly revision?: string;
  readonly session: Session;
}

export interface Problem {
  readonly code: string;
  readonly reason?: string;
  /** With `refresh_token_superseded`. */
  readonly revision?: string;
}
