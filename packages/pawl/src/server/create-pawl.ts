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
  /**
   * Answers all routes under the mount path; never rejects. Give it to your server, through an adapter or as it is. The first
   * request starts `pushDelivery`, if `ready()` has not.
   */
  readonly handler: Handler;
  /**
   * Resolves once the store answers and a signing key is there; making the first one if need be. Starts `pushDelivery`, whether
   * or not the store answers.
   */
  ready(): Promise<void>;
  /**
   * Ends all streams of `GET /events` and `GET /revocations`, whose clients look for another server, forgets who watches a
   * session, and gives up what it was sending to receivers: what would hold up a server that stops. Call it before you close
   * the server, and before you close the store, whose signal it lets go. The other routes and verbs go on; the store is closed
   * by who opened it.
   */
  close(): void;
}

/**
 * Makes Pawl out of its parts.
 *
 * Guarantees that options are checked once, here, and frozen. Opens no port, and does nothing by itself: the first store access
 * is the first verb, or `ready()`. It makes requests of its own only to `securityEventReceivers` with an `endpoint`, from
 * `ready()` or the first request to the handler until `close()`, whichever of the two comes first. It has timers only then,
 * and while somebody watches a session or follows what ends; none keeps the process alive. Does not close the store; who
 * opened it does.
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
    engine.pushDelivery.start();
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
    receivers: checked.pollReceivers.length > 0,
  };
  const { issuer } = checked;
  const answer = createHandler({
    apiDocs: checked.apiDocs ? createApiDocs({ issuer, cookieName, features }) : undefined,
    engine,
    eventStreams,
    revocationStreams,
    verifiers: createVerifierCredentials(checked.verifierCredentials),
    services: createVerifierCredentials(checked.serviceCredentials),
    receivers: createSecurityEventReceivers(checked.pollReceivers),
    issuer,
    audience: checked.audience,
    clientId: checked.clientId,
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
  const handler: Handler = (request) => {
    engine.pushDelivery.start();
    return answer(request);
  };
  return { ...engine, ...createSessionReader(engine.standingOf, cookieName), handler, ready, close };
}
