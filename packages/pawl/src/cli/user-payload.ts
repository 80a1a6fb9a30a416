import type { User } from "../identity/user-store.ts";

/** A user as `--json` shows them: never with the hash of the password. */
export interface UserPayload {
  readonly subject: string;
  readonly email: string;
  readonly created_at: number;
}

export function userPayload({ subject, email, createdAt }: Omit<User, "passwordHash">): UserPayload {
  return { subject, email, created_at: createdAt };
}
