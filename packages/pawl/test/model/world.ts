/**
 * A world to be searched: one browser with its tabs, one session on a server, and what is on its way between them.
 *
 * Tokens have no numbers here. A token is the session's current one, the one before, or an older one, which is all that
 * the decision table asks of it; each swap shifts these. So the worlds are finitely many, and to have seen them all is
 * to have seen every schedule, however long and through however many generations.
 */

/** A refresh token, by what it is to the session now. */
export const tokens = { current: 0, previous: 1, older: 2 } as const;
export type Token = (typeof tokens)[keyof typeof tokens];

/** A revision that someone has seen: 0 of an earlier generation or none, else 1 + the phase of the present one. */
export type Known = 0 | 1 | 2 | 3;

/** What a tab is waiting for; it has at most one refresh in flight. */
export type Waiting =
  | { readonly kind: "request"; readonly token: Token; readonly known: Known; readonly age: number }
  | {
      readonly kind: "answer";
      /** The cookie that it sets; null for none. */
      readonly token: Token | null;
      readonly known: Known;
      /** Whether it carries an access token, whose use is a receipt. */
      readonly granted: boolean;
      readonly age: number;
    };

export interface Tab {
  /** The newest revision that this tab has seen. */
  readonly known: Known;
  readonly waiting: Waiting | null;
}

export interface World {
  /** What the cookie jar holds. */
  readonly jar: Token;
  /** Whether the session was never rotated yet. */
  readonly isFirstGeneration: boolean;
  readonly received: boolean;
  /** Ticks since the last swap, counted up to where nothing changes any more. */
  readonly age: number;
  /** Whether a receipt of the current generation is on its way. */
  readonly receiptInFlight: boolean;
  readonly tabs: readonly Tab[];
  /** The newest revision that a tab has told the others, where they share what they are granted. */
  readonly told: Known;
  /**
   * Copies of requests that the network may deliver at any time, any number of times, as a set of bits: the sender no
   * longer looks at what is answered. Never emptied: to deliver none of them is one of the schedules.
   */
  readonly copies: number;
}

/** The bit of a copied request. */
export const copyBit = (token: Token, known: Known): number => 1 << (token * 4 + known);

/** What a swap makes of a token: rotation moves all one back; a recovery replaces the current, and the previous stays. */
export function afterSwap(token: Token, kind: "rotate" | "recover"): Token {
  if (kind === "rotate") return token === tokens.current ? tokens.previous : tokens.older;
  return token === tokens.previous ? tokens.previous : tokens.older;
}

/** Packs a world into one number, the same for worlds that differ only in the order of their tabs. */
export function pack(world: World): number {
  const tabs = world.tabs.map(packTab).sort((a, b) => a - b);
  let packed = world.copies;
  const push = (value: number, size: number): void => {
    packed = packed * size + value;
  };
  push(world.jar, 3);
  push(world.isFirstGeneration ? 1 : 0, 2);
  push(world.received ? 1 : 0, 2);
  push(world.receiptInFlight ? 1 : 0, 2);
  push(world.age, ageSize);
  push(world.told, 4);
  for (const tab of tabs) push(tab, tabSize);
  return packed;
}

/** The other way round. */
export function unpack(packed: number, tabCount: number): World {
  let rest = packed;
  const pop = (size: number): number => {
    const value = rest % size;
    rest = Math.floor(rest / size);
    return value;
  };
  const tabs = Array.from({ length: tabCount }, () => unpackTab(pop(tabSize)));
  const told = pop(4) as Known;
  const age = pop(ageSize);
  const receiptInFlight = pop(2) === 1;
  const received = pop(2) === 1;
  const isFirstGeneration = pop(2) === 1;
  const jar = pop(3) as Token;
  return { jar, isFirstGeneration, received, age, receiptInFlight, tabs, told, copies: rest };
}

/** Ages of a session and of a message are below these. */
const ageSize = 10;
const messageAgeSize = 4;
const noToken = 3;
/** 4 revisions, times: nothing, a request (token × revision × age), an answer (the same, granted or not). */
const requestSize = 4 * 4 * messageAgeSize;
const tabSize = 4 * (1 + requestSize * 3);

function packTab({ known, waiting }: Tab): number {
  if (waiting === null) return known;
  const token = waiting.token ?? noToken;
  const message = (token * 4 + waiting.known) * messageAgeSize + waiting.age;
  const kind = waiting.kind === "request" ? 0 : waiting.granted ? 1 : 2;
  return known + 4 * (1 + kind * requestSize + message);
}

function unpackTab(packed: number): Tab {
  const known = (packed % 4) as Known;
  const code = Math.floor(packed / 4) - 1;
  if (code < 0) return { known, waiting: null };
  const message = code % requestSize;
  const age = message % messageAgeSize;
  const seen = (Math.floor(message / messageAgeSize) % 4) as Known;
  const token = Math.floor(message / messageAgeSize / 4);
  if (code < requestSize) {
    return { known, waiting: { kind: "request", token: token as Token, known: seen, age } };
  }
  const granted = code < 2 * requestSize;
  const cookie = token === noToken ? null : (token as Token);
  return { known, waiting: { kind: "answer", token: cookie, known: seen, granted, age } };
}
