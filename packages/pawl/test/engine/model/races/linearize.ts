import { isDeepStrictEqual } from "node:util";
import type { IssuedTokens, RefreshedTokens } from "../../../../src/engine/issued-tokens.ts";
import type { Session } from "../../../../src/session/session.ts";
import type { AccessTokenClaims } from "../../../../src/tokens/access-token.ts";
import {
  createModel,
  type Granted,
  type Model,
  type Refused,
  type Revision,
  type Sessions,
  type Token,
} from "../model.ts";
import type { Happened, Race } from "./race.ts";

/** What holds after some of what happened was put in an order. */
interface State {
  readonly sessions: Sessions;
  readonly tokens: ReadonlyMap<string, Token>;
  readonly revisions: ReadonlyMap<string, Revision>;
}

/** A receipt goes its own way after the request that it tells of. */
interface Receipt {
  readonly asked: { readonly verb: "receipt"; readonly claims: AccessTokenClaims };
  readonly start: number;
  readonly end: number;
}

/** Reuse is seen at one instant and ends the session at a later one: a refresh that comes between is still answered. */
interface Ending {
  readonly asked: { readonly verb: "end"; readonly sid: string };
  readonly start: number;
  readonly end: number;
}

type Step = Happened | Receipt | Ending;

/**
 * Whether what happened at once can be put in an order, one after the other, in which the model says the same to everyone
 * and ends as the store did. Whoever had been answered before another one asked comes before it.
 */
export function isLinearizable(
  { model, world, client, happened, startedAt }: Race,
  rows: readonly Session[],
): boolean {
  const receipts = happened.flatMap(({ asked, answer, start }): Receipt[] =>
    asked.verb === "verify" && "value" in answer
      ? [{ asked: { verb: "receipt", claims: answer.value as AccessTokenClaims }, start, end: Infinity }]
      : [],
  );
  const { tokens, revisions } = world.knowledge;
  const begin = {
    sessions: model.copy(),
    tokens: new Map(tokens.entries()),
    revisions: new Map(revisions.entries()),
  };
  return search([...happened, ...receipts], begin);

  function search(left: readonly Step[], state: State): boolean {
    if (left.length === 0) return endsAs(rows, state);
    return left.some((step) => {
      if (left.some(({ end }) => end < step.start)) return false;
      const next = take(step, state);
      if (next === undefined) return false;
      return search([...left.filter((other) => other !== step), ...next.still], next);
    });
  }

  /** Undefined where the model would have said something else. */
  function take(step: Step, state: State): (State & { readonly still: readonly Step[] }) | undefined {
    const trial = createModel(model.policy, state.sessions);
    const { asked } = step;
    if (asked.verb === "refresh") {
      const next = takeRefresh(step as Happened, trial, state);
      const sid = state.tokens.get(asked.text)?.sid ?? "";
      const isSeenNow = state.sessions.get(sid)?.ended === null;
      if (!isSeenNow || trial.sessions.get(sid)?.ended?.reason !== "refresh_token_reused") {
        return next && { ...next, still: [] };
      }
      const ending: Ending = { asked: { verb: "end", sid }, start: step.start, end: step.end };
      return next && { ...next, sessions: state.sessions, still: [ending] };
    }
    const after = { ...state, sessions: trial.sessions, still: [] };
    if (asked.verb === "receipt") trial.receive(asked.claims.sid, asked.claims.gen);
    else if (asked.verb === "end") {
      return trial.revoke(asked.sid, "refresh_token_reused", startedAt) ? after : undefined;
    } else if (!saysTheSame(step as Happened, trial)) return undefined;
    return after;
  }

  function takeRefresh({ asked, answer }: Happened, trial: Model, state: State): State | undefined {
    if (asked.verb !== "refresh") return undefined;
    const token = state.tokens.get(asked.text);
    if (token === undefined) return undefined;
    const known = typeof asked.known === "string" ? (state.revisions.get(asked.known) ?? null) : asked.known;
    const expected = trial.refresh(token, known, 0, startedAt);
    const learnt = { ...state, sessions: trial.sessions };
    return "value" in answer
      ? grants(answer.value as RefreshedTokens, expected, learnt)
      : refuses(answer.refusal, expected, learnt);
  }

  function saysTheSame({ asked, answer }: Happened, trial: Model): boolean {
    const value = "value" in answer ? answer.value : undefined;
    switch (asked.verb) {
      case "revoke":
        return value === trial.revoke(asked.sid, asked.reason, startedAt);
      case "revokeAll":
        return value === trial.revokeAll(asked.subject, asked.reason, startedAt, asked.exceptSid);
      case "sweep": {
        const may = trial.sweepable(startedAt);
        for (const { sid } of may) trial.forget(sid);
        return value === may.length;
      }
      case "verify": {
        const access = world.knowledge.access.find(({ text }) => text === asked.text);
        // Tokens that were given out in the race are of this session, and end later than it.
        const session = trial.sessions.get(access?.sid ?? client.sid);
        const isAlive = access === undefined || access.endsAt > startedAt;
        // Of an end, the other engine hears within a second.
        return session?.ended === null ? "value" in answer === isAlive : true;
      }
      default:
        return false;
    }
  }
}

function grants(answer: IssuedTokens & { rotation: string }, expected: Granted | Refused, state: State) {
  if (!("rotation" in expected) || answer.rotation !== expected.rotation) return undefined;
  const tokens = learn(state.tokens, answer.refreshToken, expected.token, (a, b) => a === b);
  const revisions = learn(state.revisions, answer.revision, expected.revision, isDeepStrictEqual);
  return tokens && revisions && { ...state, tokens, revisions };
}

function refuses(
  { code, reason, revision, retryAfterMs }: Extract<Happened["answer"], { refusal: unknown }>["refusal"],
  expected: Granted | Refused,
  state: State,
): State | undefined {
  if (!("code" in expected)) return undefined;
  if (code !== expected.code || reason !== expected.reason || retryAfterMs !== expected.retryAfterMs)
    return undefined;
  if (expected.revision === undefined) return revision === undefined ? state : undefined;
  const revisions = learn(state.revisions, revision ?? "", expected.revision, isDeepStrictEqual);
  return revisions && { ...state, revisions };
}

/** With one more text; undefined if it is another thing's, or the thing has another. */
function learn<T>(
  known: ReadonlyMap<string, T>,
  text: string,
  thing: T,
  isSame: (a: T, b: T) => boolean,
): ReadonlyMap<string, T> | undefined {
  for (const [otherText, other] of known) {
    if ((otherText === text) !== isSame(other, thing)) return undefined;
  }
  return new Map([...known, [text, thing]]);
}

function endsAs(rows: readonly Session[], { sessions }: State): boolean {
  if (rows.length !== sessions.size) return false;
  return rows.every((row) => {
    const expected = sessions.get(row.sid);
    return (
      expected !== undefined &&
      row.generation === expected.current.generation &&
      row.received === expected.received &&
      row.rotatedAt === expected.rotatedAt &&
      isDeepStrictEqual(row.ended, expected.ended)
    );
  });
}
