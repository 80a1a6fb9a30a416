import type { RevocationSignal } from "../session/revocation-signal.ts";
import { type Ended, StoreError } from "../session/store.ts";
import { encodeBase64url } from "../tokens/base64url.ts";
import { atMostEvery } from "./at-most-every.ts";
import type { Every } from "./every.ts";
import type { Random } from "./ports.ts";
import type { RevocationList } from "./revocation-list.ts";

/** Entries in a row. */
export interface FeedPart {
  readonly ends: readonly Ended[];
  /** How far the feed has come with the entry at this index. */
  idOf(index: number): string;
}

/** What a follower is told: the entries that are new. */
export type FeedListener = (part: FeedPart) => void;

/** The revocation list as others may follow it, entry by entry. */
export interface RevocationFeed {
  /**
   * Resolves once the list may be shown: it was read within a second, or as lately as the store gave an answer.
   *
   * @throws StoreError while the store has never given one: an empty list would say that nothing has ended.
   */
  ready(): Promise<void>;
  /** How far the feed has come: opaque, of this process, and in the order of its entries. */
  id(): string;
  /** The entries after an id; `undefined` if it is another process's, or so old that they are not known one by one. */
  after(id: string): FeedPart | undefined;
  /** The whole list. */
  entries(): Ended[];
  size(): number;
  /** See `RevocationList.asOf`: how current it is. */
  asOf(): number;
  /**
   * Tells the listener of new entries until the function that is given back is called. While anybody follows, the store is
   * asked every 750 ms, and at each signal of another server.
   */
  follow(listener: FeedListener): () => void;
  /** This process ended something: tells the other servers. */
  publish(): void;
  /** Has no followers any more, and hears no signals. What this process ends is told to the other servers all the same. */
  close(): void;
}

export interface RevocationFeedParts {
  readonly revocations: RevocationList;
  readonly signal: RevocationSignal;
  readonly every: Every;
  readonly random: Random;
}

/** Without signals, others hear of an end within this and a read. */
const tickMs = 750;
/** However many signals come, the store is asked no more often, and told no more often. */
const lookEveryMs = 50;
const publishEveryMs = 20;
/** So many entries are known one by one: for whoever comes back after a pause. About 2 MB. */
const maxRecent = 20_000;

export function createRevocationFeed({
  revocations,
  signal,
  every,
  random,
}: RevocationFeedParts): RevocationFeed {
  // Another process, or this one after a restart, counts anew.
  const name = encodeBase64url(random(9));
  const followers = new Set<{ readonly tell: FeedListener }>();
  let recent: Ended[] = [];
  let position = 0;
  let stopWorking: (() => void) | undefined;
  let isClosed = false;

  const look = atMostEvery(lookEveryMs, () => void revocations.look(), every);
  const told = atMostEvery(publishEveryMs, () => signal.publish(), every);
  const id = () => `${name}.${position}`;

  const unsubscribe = revocations.subscribe((fresh) => {
    position += fresh.length;
    // Only as long as somebody may come back for them. Copied now and then rather than each time.
    recent.push(...fresh.slice(-maxRecent));
    if (recent.length > 2 * maxRecent) recent = recent.slice(-maxRecent);
    if (followers.size === 0) return;
    const part = partOf(fresh);
    for (const { tell } of [...followers]) tell(part);
  });

  /** The last entries. */
  function partOf(ends: readonly Ended[]): FeedPart {
    const before = position - ends.length;
    return { ends, idOf: (index) => `${name}.${before + index + 1}` };
  }

  function after(text: string): FeedPart | undefined {
    const [, whose, count] = /^([\w-]+)\.(\d{1,15})$/.exec(text) ?? [];
    const missing = position - Number(count);
    if (whose !== name || missing < 0 || missing > recent.length) return undefined;
    return partOf(missing === 0 ? [] : recent.slice(-missing));
  }

  function work(): () => void {
    const unhear = signal.subscribe(look.ask);
    const stopTicking = every(tickMs, () => void revocations.catchUp());
    return () => {
      unhear();
      stopTicking();
      look.stop();
    };
  }

  function follow(tell: FeedListener): () => void {
    if (isClosed) return () => {};
    const follower = { tell };
    followers.add(follower);
    stopWorking ??= work();
    return () => {
      if (!followers.delete(follower) || followers.size > 0) return;
      stopWorking?.();
      stopWorking = undefined;
    };
  }

  return {
    async ready() {
      if (revocations.isStale()) await revocations.catchUp();
      if (revocations.asOf() === Number.NEGATIVE_INFINITY) {
        throw new StoreError("the store has not yet said what ended");
      }
    },
    id,
    after,
    entries: revocations.entries,
    size: revocations.size,
    asOf: revocations.asOf,
    follow,
    publish: () => {
      told.ask();
      // Those that the entry of their subject does not cover are told by the store alone.
      if (followers.size > 0) look.ask();
    },
    close: () => {
      isClosed = true;
      unsubscribe();
      followers.clear();
      stopWorking?.();
      stopWorking = undefined;
    },
  };
}
