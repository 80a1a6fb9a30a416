import { requireSession } from "../../../src/http/index.ts";
import { createVerifier, type Jwks, revocationFeed, SessionError } from "../../../src/verify/index.ts";

/** What an API in another runtime is told. */
export interface AppSettings {
  /** Of the tokens. */
  readonly issuer: string;
  readonly audience: string;
  /** Where Pawl is mounted, on this machine. */
  readonly pawl: string;
  readonly credential: string;
}

/** A run of vectors, as far as it needs to travel. */
interface Run {
  readonly issuer: string;
  readonly audience: string;
  readonly clock_tolerance_ms: number;
  readonly jwks: Jwks;
  readonly cases: readonly { readonly token: string; readonly at: number }[];
}

/** An API: `GET /me` is guarded, and `POST /vectors` gives the verdict on each case, in order. */
export function createApp({ issuer, audience, pawl, credential }: AppSettings) {
  const verifier = createVerifier({
    ...{ issuer, audience },
    jwks: `${pawl}/.well-known/jwks.json`,
    revocations: revocationFeed({ url: `${pawl}/revocations`, credential }),
  });
  const me = requireSession(verifier, (_request, session) => Response.json(session));
  return async (request: Request): Promise<Response> =>
    new URL(request.url).pathname === "/vectors"
      ? Response.json(await verdicts(await request.json()))
      : me(request);
}

async function verdicts({ issuer, audience, jwks, clock_tolerance_ms, cases }: Run): Promise<unknown[]> {
  let now = 0;
  const verifier = createVerifier({
    ...{ issuer, audience, jwks, clockToleranceMs: clock_tolerance_ms, clock: () => now },
  });
  const all: unknown[] = [];
  for (const { token, at } of cases) {
    now = at;
    all.push(await verifier.verify(token).catch(verdictOf));
  }
  return all;
}

function verdictOf(thrown: unknown): string {
  const isRefused = thrown instanceof SessionError && thrown.code === "access_token_invalid";
  return isRefused ? "invalid" : String(thrown);
}
