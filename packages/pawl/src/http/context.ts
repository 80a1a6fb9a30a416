import type { Engine } from "../engine/engine.ts";
import type { Clock, EventSink } from "../engine/ports.ts";
import type { Pseudonym } from "../engine/pseudonym.ts";
import type { Identity } from "../identity/identity.ts";
import type { ApiDocs } from "./api-docs.ts";
import type { HostCookieName } from "./cookies.ts";
import type { EventStreams } from "./event-streams.ts";
import type { RevocationStreams } from "./revocation-streams.ts";
import type { SecurityEventReceivers } from "./security-event-receivers.ts";
import type { VerifierCredentials } from "./verifier-credentials.ts";

/** What every route works with. Made once, never changed. */
export interface HttpContext {
  readonly issuer: string;
  readonly audience: string;
  readonly clientId: string;
  readonly engine: Engine;
  readonly identity: Identity;
  readonly eventStreams: EventStreams;
  readonly revocationStreams: RevocationStreams;
  readonly verifiers: VerifierCredentials;
  /** Backends that may say who has logged in. */
  readonly services: VerifierCredentials;
  readonly receivers: SecurityEventReceivers;
  /** `undefined` where they are turned off. */
  readonly apiDocs: ApiDocs | undefined;
  readonly cookieName: HostCookieName;
  /** Exact origins that may use the cookie: the app's own, and those of its other front ends. */
  readonly allowedOrigins: ReadonlySet<string>;
  /** Where the handler is mounted: `""`, or a path without a slash at its end. */
  readonly basePath: string;
  /** Whether the public URL is https. */
  readonly isHttps: boolean;
  /** Resolves if the store answers. */
  readonly ready: () => Promise<void>;
  readonly pseudonym: Pseudonym;
  readonly clock: Clock;
  /** Never fails; see `unfailingSink`. */
  readonly emit: EventSink;
}

/** One route and method: a request, and what matched in its path. */
export type Route = (ctx: HttpContext, request: Request, parameter: string) => Promise<Response>;
