import { expect } from "vitest";
import type { IssuedTokens } from "../../../src/engine/issued-tokens.ts";
import { factsOfModel } from "./agreement.ts";
import type { Model, ModelSession, Revision, Token } from "./model.ts";
import type { World } from "./world.ts";

/** An answer with tokens says what the model says; from now on its texts are known. */
export function expectGranted(
  answer: IssuedTokens,
  session: ModelSession,
  token: Token,
  revision: Revision,
  model: Model,
  world: World,
): void {
  const { tokens, revisions, access } = world.knowledge;
  tokens.learn(answer.refreshToken, token);
  revisions.learn(answer.revision, revision);
  const { received: _, ...facts } = factsOfModel(session);
  expect(answer.session).toMatchObject(facts);

  const now = world.clock.now;
  const endsAt = model.accessEnd(session, now);
  expect(answer.expiresInSeconds).toBe(Math.max(0, Math.floor((endsAt - now) / 1000)));
  access.push({ text: answer.accessToken, sid: session.sid, generation: token.generation, endsAt });
}
