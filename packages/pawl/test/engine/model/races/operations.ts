import fc from "fast-check";
import type { IssuedTokens } from "../../../../src/engine/issued-tokens.ts";
import type { SessionError } from "../../../../src/protocol/errors.ts";
import type { EndReason } from "../../../../src/protocol/reasons.ts";
import type { World } from "../world.ts";

/** What a client asks for, at one of two engines. Everything is about Ada's first session. */
export type Operation = { readonly node: number } & (
  | { readonly kind: "refresh"; readonly token: Which; readonly knows: "nothing stated" | "nothing" | "all" }
  | { readonly kind: "verify"; readonly back: number }
  | { readonly kind: "revoke"; readonly reason: EndReason }
  | { readonly kind: "revokeAll"; readonly reason: EndReason; readonly exceptFirst: boolean }
  | { readonly kind: "sweep" }
  | { readonly kind: "time"; readonly ms: number }
);

/** `own`: the token that this client was given last. */
type Which = "current" | "previous" | "older" | "own";

const which = fc.constantFrom<Which[]>("current", "current", "previous", "previous", "older", "own", "own");
const refresh = fc.record({
  ...{ kind: fc.constant("refresh" as const), node: fc.nat(1), token: which },
  knows: fc.constantFrom("nothing stated" as const, "nothing" as const, "all" as const, "all" as const),
});
const others = fc.oneof(
  fc.record({ kind: fc.constant("verify" as const), node: fc.nat(1), back: fc.nat(2) }),
  fc.record({
    kind: fc.constant("revoke" as const),
    node: fc.nat(1),
    reason: fc.constant("logged_out" as const),
  }),
  fc.record({
    ...{ kind: fc.constant("revokeAll" as const), node: fc.nat(1), exceptFirst: fc.boolean() },
    reason: fc.constant("password_changed" as const),
  }),
  fc.record({ kind: fc.constant("sweep" as const), node: fc.nat(1) }),
);

export const anyOperation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 3, arbitrary: refresh },
  { weight: 2, arbitrary: others },
);

export const anyJump = (gracePeriodMs: number): fc.Arbitrary<Operation> =>
  fc.record({
    ...{ kind: fc.constant("time" as const), node: fc.constant(0) },
    ms: fc.constantFrom(1, gracePeriodMs - 1, gracePeriodMs, 2 * gracePeriodMs, 3 * gracePeriodMs),
  });

/** The texts that all clients hold when they start, and what each was told since. */
export interface Client {
  readonly subject: string;
  readonly sid: string;
  readonly tokens: { readonly [W in Which]: string };
  readonly newestRevision: string;
  readonly access: readonly string[];
}

/** What was asked and how it was answered: what a linearization has to explain. */
export type Asked =
  | { readonly verb: "refresh"; readonly text: string; readonly known: string | null | undefined }
  | { readonly verb: "verify"; readonly text: string }
  | { readonly verb: "revoke"; readonly sid: string; readonly reason: EndReason }
  | {
      readonly verb: "revokeAll";
      readonly subject: string;
      readonly reason: EndReason;
      readonly exceptSid: string | undefined;
    }
  | { readonly verb: "sweep" }
  | { readonly verb: "time"; readonly ms: number };

export function asked(operation: Operation, client: Client): Asked {
  switch (operation.kind) {
    case "refresh": {
      const known = { "nothing stated": undefined, nothing: null, all: client.newestRevision };
      return { verb: "refresh", text: client.tokens[operation.token], known: known[operation.knows] };
    }
    case "verify":
      return { verb: "verify", text: client.access.at(-1 - operation.back) ?? client.access[0] ?? "" };
    case "revoke":
      return { verb: "revoke", sid: client.sid, reason: operation.reason };
    case "revokeAll": {
      const exceptSid = operation.exceptFirst ? client.sid : undefined;
      return { verb: "revokeAll", subject: client.subject, reason: operation.reason, exceptSid };
    }
    case "sweep":
      return { verb: "sweep" };
    case "time":
      return { verb: "time", ms: operation.ms };
  }
}

export async function carryOut(request: Asked, node: number, world: World): Promise<unknown> {
  const pawl = world.node(node);
  switch (request.verb) {
    case "refresh":
      return pawl.refresh(request.text, { knownRevision: request.known });
    case "verify":
      return pawl.verify(request.text);
    case "revoke":
      return pawl.revoke(request.sid, request.reason);
    case "revokeAll":
      return pawl.revokeAll(request.subject, { reason: request.reason, exceptSid: request.exceptSid });
    case "sweep":
      return pawl.sweep();
    case "time":
      return world.clock.advance(request.ms);
  }
}

/** What the client holds after the answer to a refresh. */
export function after(
  client: Client,
  answer: { readonly value: unknown } | { readonly refusal: SessionError },
): Client {
  if ("refusal" in answer) {
    return { ...client, newestRevision: answer.refusal.revision ?? client.newestRevision };
  }
  const { refreshToken, revision, accessToken } = answer.value as IssuedTokens;
  return {
    ...client,
    tokens: { ...client.tokens, own: refreshToken },
    newestRevision: revision,
    access: [...client.access, accessToken],
  };
}
