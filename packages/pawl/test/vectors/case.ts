/** One token, and what every verifier makes of it. */
export interface Case {
  /** Says what is special; unique. */
  readonly name: string;
  readonly token: string;
  /** When the verifier looks, in milliseconds since the epoch. */
  readonly at: number;
  /** The claims that it gives, or `invalid`. */
  readonly expected: Readonly<Record<string, unknown>> | "invalid";
}

/** A case without its frame: at the usual instant, and refused. */
export type Mutant = readonly [name: string, token: string, at?: number];

/** Everything that a verifier in any language needs, and what it must come to; see README.md. */
export interface Vectors {
  readonly issuer: string;
  readonly audience: string;
  readonly clock_tolerance_ms: number;
  readonly jwks: { readonly keys: readonly Readonly<Record<string, string>>[] };
  readonly cases: readonly Case[];
}
