import type { EventSink } from "../engine/ports.ts";
import type { Identity } from "../identity/identity.ts";
import { passwordIdentity } from "../identity/password.ts";
import { createPawl, type Pawl } from "../server/create-pawl.ts";
import type { SecurityEventReceiver } from "../server/receiver-options.ts";
import type { RevocationSignal } from "../session/revocation-signal.ts";
import type { Store } from "../stores/store.ts";
import { misuse } from "./failure.ts";
import type { ServeSettings } from "./options.ts";
import type { ReadSettings } from "./read-settings.ts";

export interface PawlParts extends ReadSettings<ServeSettings> {
  /** The port it listens on, whatever was asked for. */
  readonly port: number;
  readonly store: Store;
  readonly secrets: readonly string[];
  readonly verifierCredentials: readonly string[];
  readonly serviceCredentials: readonly string[];
  readonly securityEventReceivers: readonly SecurityEventReceiver[];
  /** `undefined` for the users in the store. */
  readonly identity: Identity | undefined;
  readonly signal: RevocationSignal;
  readonly isProduction: boolean;
  readonly onEvent: EventSink;
}

/** Pawl as `pawl serve` runs it, and the issuer that it has come to. */
export interface ComposedPawl {
  readonly pawl: Pawl;
  readonly issuer: string;
}

/**
 * Makes Pawl out of settings.
 *
 * @throws CommandFailure in the words of the command line, where `createPawl` refuses an option.
 */
export function composePawl({
  settings,
  names,
  port,
  store,
  secrets,
  verifierCredentials,
  serviceCredentials,
  securityEventReceivers,
  identity = passwordIdentity({ users: store.users }),
  signal,
  isProduction,
  onEvent,
}: PawlParts): ComposedPawl {
  const { basePath, cookieName, apiDocs } = settings;
  const issuer = settings.issuer ?? `http://localhost:${port}${basePath}`;
  // A developer types either name of this machine, and a browser takes them for different origins.
  const local = isProduction ? [] : [`http://localhost:${port}`, `http://127.0.0.1:${port}`];
  try {
    const pawl = createPawl({
      issuer,
      audience: settings.audience ?? originOf(issuer),
      store,
      secrets,
      identity,
      policy: {
        accessTokenLifetimeMs: settings.accessTokenLifetimeMs,
        inactivityTimeoutMs: settings.inactivityTimeoutMs,
        absoluteLifetimeMs: settings.absoluteLifetimeMs,
        gracePeriodMs: settings.gracePeriodMs,
        recoveryPeriodMs: settings.recoveryPeriodMs,
        adoptAfterFailover: settings.adoptAfterFailover,
      },
      keys: { algorithm: settings.keyAlgorithm, rotateEveryMs: settings.rotateKeysEveryMs },
      basePath,
      allowedOrigins: settings.allowedOrigins ?? [originOf(issuer), ...local],
      cookieName,
      apiDocs,
      verifierCredentials,
      serviceCredentials,
      securityEventReceivers,
      revocationSignal: signal,
      onEvent,
    });
    return { pawl, issuer };
  } catch (error) {
    throw error instanceof TypeError ? misuse(`${inTheirWords(error.message, names)}.`) : error;
  }
}

/** What is no URL is left for `createPawl` to refuse. */
function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

/** `createPawl` names its options as they are called in TypeScript; here they have other names. */
function inTheirWords(message: string, names: Readonly<Record<string, string>>): string {
  const named = (word: string, key: string) => (Object.hasOwn(names, key) ? (names[key] ?? word) : word);
  return message.replace(/^(\w+)\b/, named).replace(/\bpolicy\.(\w+)\b/g, named);
}
