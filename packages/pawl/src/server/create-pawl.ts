import { createEngine, type Engine } from "../engine/engine.ts";
import { createPseudonym } from "../engine/pseudonym.ts";
import { createEventStreams } from "../http/event-streams.ts";
import { createHandler, type Handler } from "../http/handler.ts";
import { createApiDocs } from "../http/openapi/create-api-docs.ts";
import { createSessionReader, type SessionReader } from "../http/read-session.ts";
import { createRevocationStreams } from "../http/revocation-streams.ts";
import { createSecurityEventReceivers } from "../http/security-event-receivers.ts";
import { createVerifierCredentials } from "../http/verifier-credentials.ts";
import { checkOptions, type PawlOptions } from "./options.ts";

/** Session management for one issuer: the verbs, and the routes that speak them over HTTP. */
export interface Pawl extends Engine, SessionReader {
  /** Answers all routes under the mount path; never rejects. Give it to your server, through an adapter or as it is. */
  readonly handler: Handler;
  /** Resolves once the store answers and a signing key is there; making the first one if need be. */
  ready(): Promise<void>;
  /**
   * Ends all streams of `GET /events` and `GET /revocations`, whose clients look for another server, and forgets who watches
   * a session: what would hold up a server that stops. Call it before you close the store, whose signal it lets go. Call it before you close the server. The other routes and verbs go on; the store is
   * closed by who opened it.
   */
  close(): void;
}

/**
 * Makes Pawl out of its parts.
 *
 * Guarantees that options are checked once, here, and frozen. Opens no port and makes no request: the first
 * store access is the first verb, or `ready()`. Has a timer only while somebody watches a session. Does not close the store; who opened it does.
 *
 * @throws TypeError that names the option and the fix.
 *
 * @example
 * const store = sqliteStore({ filename: "pawl.sqlite" });
 * const pawl = createPawl({
 *   issuer: "https://app.example/auth",
 *   audience: "https://app.example",
 *   store,
 *   secrets: [process.env.PAWL_SECRET],
 *   identity: passwordIdentity({ users: store.users }),
 * });
 */
export function createPawl(options: PawlOptions): Pawl {
  const checked = checkOptions(options);
  const { store, basePath, isHttps, allowedOrigins, cookieName, identity, clock, emit } = checked;
  const engine = createEngine({ ...checked, sessions: store.sessions, keys: store.keys });
  const ready = async () => {
    await store.ready();
    await engine.jwks();
  };
  const eventStreams = createEventStreams(engine.watchSession);
  const revocationStreams = createRevocationStreams(engine.revocationFeed, clock);
  const close = () => {
    eventStreams.close();
    revocationStreams.close();
    engine.close();
  };
  const features = {
    verifiers: checked.verifierCredentials.length > 0,
    services: checked.serviceCredentials.length > 0,
    receivers: checked.securityEventReceivers.length > 0,
  };
  const { issuer } = checked;
  const handler = createHandler({
    apiDocs: checked.apiDocs ? createApiDocs({ issuer, cookieName, features }) : undefined,
    engine,
    eventStreams,
    revocationStreams,
    verifiers: createVerifierCredentials(checked.verifierCredentials),
    services: createVerifierCredentials(checked.serviceCredentials),
    receivers: createSecurityEventReceivers(checked.securityEventReceivers),
    identity,
    cookieName,
    allowedOrigins,
    basePath,
    isHttps,
    ready: () => store.ready(),
    pseudonym: createPseudonym(checked.secrets),
    clock,
    emit,
  });
  return { ...engine, ...createSessionReader(engine.standingOf, cookieName), handler, ready, close };
}
