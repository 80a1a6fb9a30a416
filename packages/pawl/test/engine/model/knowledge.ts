import type { Revision, Token } from "./model.ts";

/** An access token that somebody was given. */
export interface Access {
  readonly text: string;
  readonly sid: string;
  readonly generation: number;
  readonly endsAt: number;
}

export type Knowledge = ReturnType<typeof createKnowledge>;

/**
 * What the outside has seen of the engine: which text is which token of the model. A thing has one text and a text is one
 * thing, for ever; so to learn is to check.
 */
export function createKnowledge() {
  const tokens = oneToOne<Token>((token) => token);
  const revisions = oneToOne<Revision>(({ sid, generation, phase }) => `${sid} ${generation} ${phase}`);
  const access: Access[] = [];
  return {
    ...{ tokens, revisions, access },
    tokensOf: (sid: string) => tokens.entries().filter(([, token]) => token.sid === sid),
    revisionsOf: (sid: string) => revisions.entries().filter(([, revision]) => revision.sid === sid),
  };
}

function oneToOne<T>(keyOf: (thing: T) => unknown) {
  const things = new Map<string, T>();
  const texts = new Map<unknown, string>();
  return {
    /** Rejects a second text of a thing, and a second thing of a text. */
    learn(text: string, thing: T): void {
      const known = things.get(text);
      const other = texts.get(keyOf(thing)) ?? text;
      if (other !== text) throw new Error(`two texts of ${JSON.stringify(thing)}: ${other} and ${text}`);
      if (known !== undefined && keyOf(known) !== keyOf(thing)) {
        throw new Error(`one text of ${JSON.stringify(known)} and ${JSON.stringify(thing)}: ${text}`);
      }
      things.set(text, thing);
      texts.set(keyOf(thing), text);
    },
    thingOf: (text: string) => things.get(text),
    textOf: (thing: T) => texts.get(keyOf(thing)),
    entries: () => [...things],
  };
}
