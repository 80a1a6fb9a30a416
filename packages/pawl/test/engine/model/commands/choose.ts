import fc from "fast-check";
import { days, minutes, seconds } from "../../../../src/session/policy.ts";
import type { Model } from "../model.ts";
import type { World } from "../world.ts";
import { anySession, pick } from "./command.ts";

/** Which refresh token of which session; resolved when the command runs, so that shrinking keeps the meaning. */
export interface TokenChoice {
  readonly session: number;
  readonly which: "current" | "previous" | "newest" | "any";
  readonly index: number;
}

export const anyToken: fc.Arbitrary<TokenChoice> = fc.record({
  session: anySession,
  which: fc.constantFrom("current", "current", "previous", "previous", "newest", "any"),
  index: fc.nat(30),
});

export function textOf(choice: TokenChoice, model: Model, world: World): string | undefined {
  const { tokens } = world.knowledge;
  if (tokens.entries().length === 0) return undefined;
  const sid = pick([...new Set(tokens.entries().map(([, token]) => token.sid))].reverse(), choice.session);
  const seen = world.knowledge.tokensOf(sid);
  // After a failover, the newest is one that the store has lost.
  if (choice.which === "newest") return seen.at(-1)?.[0];
  const wanted = choice.which === "any" ? null : (model.sessions.get(sid)?.[choice.which] ?? null);
  const known = wanted === null ? undefined : tokens.textOf(wanted);
  // Tokens of sessions that are gone, tokens replaced or two generations old: any that was ever seen.
  return known ?? pick(seen, choice.index)[0];
}

/** What a sender says that it knows. */
export type KnownChoice = "nothing stated" | "none" | "newest" | "invented" | { readonly index: number };

export const anyKnown: fc.Arbitrary<KnownChoice> = fc.oneof(
  { weight: 4, arbitrary: fc.constant("nothing stated" as const) },
  { weight: 1, arbitrary: fc.constant("none" as const) },
  { weight: 4, arbitrary: fc.constant("newest" as const) },
  { weight: 1, arbitrary: fc.constant("invented" as const) },
  { weight: 3, arbitrary: fc.record({ index: fc.nat(60) }) },
);

export function knownOf(choice: KnownChoice, sid: string, world: World): string | null | undefined {
  if (choice === "nothing stated") return undefined;
  if (choice === "none") return null;
  if (choice === "invented") return `${sid}.of my own`;
  // Any that was ever told, of another session too.
  if (choice !== "newest") return pick(world.knowledge.revisions.entries(), choice.index)[0];
  return world.knowledge.revisionsOf(sid).at(-1)?.[0] ?? null;
}

/** How long ago the user was active: mostly nothing is said of it, or that they are; and longer than any session too. */
export const anyInactivity: fc.Arbitrary<number | undefined> = fc.oneof(
  { weight: 5, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, seconds(30), days(400)) },
  { weight: 2, arbitrary: fc.nat(minutes(3)) },
);

/** A session that is there, was there, or never was. */
export function sidOf(index: number, world: World): string {
  const sids = [...world.rows.keys(), ...world.knowledge.tokens.entries().map(([, { sid }]) => sid)];
  return pick([...new Set(sids.reverse()), "AAAAAAAAAAAAAAAAAAAAAA"], index);
}

export const subjects = ["usr_ada", "usr_grace", "usr_edsger"] as const;
export const anySubject: fc.Arbitrary<(typeof subjects)[number]> = fc.constantFrom(...subjects);
