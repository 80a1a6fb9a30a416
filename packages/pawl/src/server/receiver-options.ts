import type { PushReceiver } from "../engine/push/push-receiver.ts";
import type { PollReceiver } from "../http/security-event-receivers.ts";
import { faultOfUrl } from "../outgoing/fault-of-url.ts";
import { checkCredential } from "./verifier-options.ts";

/** Who is told of revocations as security event tokens: it asks (RFC 8936), or is told at its endpoint (RFC 8935). */
export type SecurityEventReceiver = PollReceiver | PushReceiver;

/** The receivers, told apart. */
export interface CheckedReceivers {
  readonly pollReceivers: readonly PollReceiver[];
  readonly pushReceivers: readonly PushReceiver[];
}

/** As both kinds may have them. */
type Unchecked = { readonly [Name in keyof PollReceiver | keyof PushReceiver]?: unknown };

const list = "securityEventReceivers";

/** @throws TypeError that names the position of what is wrong and the fix; never a credential, nor an endpoint. */
export function checkReceivers(receivers: unknown = []): CheckedReceivers {
  if (!Array.isArray(receivers)) {
    throw new TypeError(`${list} must be a list, such as [{ credential, audience }]`);
  }
  const checked = receivers.map((one: unknown, position) => checkReceiver(`${list}[${position}]`, one));
  return {
    pollReceivers: checked.filter((one): one is PollReceiver => "credential" in one),
    pushReceivers: checked.filter((one): one is PushReceiver => "endpoint" in one),
  };
}

/** What such a receiver shows to us, or we to it, in the form in which it would be shown to us. */
export function credentialsOf(receivers: CheckedReceivers): readonly string[] {
  return [
    ...receivers.pollReceivers.map(({ credential }) => credential),
    ...receivers.pushReceivers.flatMap(
      ({ authorization = "" }) => /^bearer +(\S+)$/i.exec(authorization)?.[1] ?? [],
    ),
  ];
}

function checkReceiver(name: string, one: unknown): SecurityEventReceiver {
  if (typeof one !== "object" || one === null) {
    throw new TypeError(`${name} must be { credential, audience }, or { endpoint, authorization, audience }`);
  }
  return "endpoint" in one ? checkPush(name, one) : checkPoll(name, one);
}

function checkPoll(name: string, one: Unchecked): PollReceiver {
  checkNames(name, one, ["credential", "audience"]);
  const { credential } = one;
  checkCredential(`${name}.credential`, credential);
  return { credential: String(credential), audience: checkAudience(name, one) };
}

function checkPush(name: string, one: Unchecked): PushReceiver {
  if ("credential" in one) {
    throw new TypeError(
      `${name} must have a credential, if it asks, or an endpoint, if it is told; make two receivers of it`,
    );
  }
  checkNames(name, one, ["endpoint", "authorization", "audience"]);
  const audience = checkAudience(name, one);
  return { endpoint: checkEndpoint(name, one), audience, ...checkAuthorization(name, one) };
}

/** A name that is nearly right would be an authorization that is not sent. What it says may be anything. */
function checkNames(name: string, one: Unchecked, known: readonly string[]): void {
  if (Object.keys(one).every((member) => known.includes(member))) return;
  throw new TypeError(`${name} must have no members but ${known.join(", ")}`);
}

function checkAudience(name: string, { audience }: Unchecked): string {
  if (typeof audience === "string" && audience.length > 0) return audience;
  throw new TypeError(`${name}.audience must be a name that the receiver expects`);
}

/** Tokens say who has a session and when it ended, and the authorization travels with them. */
function checkEndpoint(name: string, { endpoint }: Unchecked): string {
  const fault = faultOfUrl(endpoint);
  if (fault?.is === "no_url") {
    throw new TypeError(
      `${name}.endpoint must be an absolute URL without a user, such as https://receiver.example/events`,
    );
  }
  if (fault?.is === "open") {
    throw new TypeError(`${name}.endpoint must use https, since ${fault.hostname} is not this machine`);
  }
  return new URL(String(endpoint)).href;
}

/** As a header can carry it: the scheme, a space, and what is shown. */
function checkAuthorization(name: string, { authorization }: Unchecked): { authorization?: string } {
  if (authorization === undefined) return {};
  if (typeof authorization === "string" && /^[\w-]{1,32} [!-~](?:[ -~]{0,4094}[!-~])?$/.test(authorization)) {
    return { authorization };
  }
  throw new TypeError(
    `${name}.authorization must be what the Authorization header says, such as "Bearer …", in visible ASCII; leave it out for none`,
  );
}
