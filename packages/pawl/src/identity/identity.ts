/** What `POST /login` was given. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** A user, authenticated. */
export interface Authenticated {
  /** Names the user for ever, and is never given to another (ASVS 10.3.3). 1 to 255 characters. */
  readonly subject: string;
  /** Extra claims for the access tokens of the session; readable by whoever holds one. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
  /** What really happened, in the words of RFC 8176: `["pwd"]`, `["pwd", "otp"]`. */
  readonly amr: readonly string[];
}

/**
 * Who may log in: the port to your users.
 *
 * `authenticate` gives the user, or `null` for "no", which must look and cost the same for an unknown user as for
 * a wrong password. It rejects with `StoreError` when it has no answer, which is 503 and never "no", and with
 * `SessionError("overloaded")` when too many are waiting.
 */
export interface Identity {
  authenticate(credentials: Credentials, request: Request): Promise<Authenticated | null>;
}
