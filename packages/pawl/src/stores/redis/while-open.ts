import { StoreError } from "../../session/store.ts";

/** What all verbs of the store have in common: they begin only while it is open, and fail in one way. */
export interface WhileOpen {
  /** The same verbs; each rejects with `StoreError` if it fails, and at once if the store is closed. */
  verbs<Verbs extends object>(verbs: Verbs): Verbs;
  /** Lets no verb begin any more, and waits for those that did. */
  close(): Promise<void>;
}

export function whileOpen(): WhileOpen {
  const begun = new Set<Promise<unknown>>();
  let closed = false;

  async function run(verb: () => Promise<unknown>): Promise<unknown> {
    if (closed) throw new StoreError("the Redis store is closed");
    const outcome = verb();
    begun.add(outcome);
    try {
      return await outcome;
    } catch (error) {
      if (error instanceof StoreError) throw error;
      throw new StoreError(`Redis gave no answer${kindOf(error)}`, { cause: error });
    } finally {
      begun.delete(outcome);
    }
  }

  return {
    verbs<Verbs extends object>(verbs: Verbs): Verbs {
      const guarded = Object.entries(verbs).map(([name, verb]) => [
        name,
        (...parameters: unknown[]) => run(() => verb(...parameters)),
      ]);
      return Object.fromEntries(guarded) as Verbs;
    },
    async close() {
      closed = true;
      await Promise.allSettled(begun);
    },
  };
}

/** What the first word of Redis's own errors means. The rest of the message may name a key, and stays in the cause. */
const kinds: Readonly<Record<string, string>> = {
  OOM: "its memory is full (maxmemory)",
  MISCONF: "it cannot write to its disk",
  READONLY: "it is a replica and takes no writes",
  LOADING: "it is starting and still reads its data",
  BUSY: "another program's script keeps it busy",
  NOREPLICAS: "too few replicas are connected (min-replicas-to-write)",
  CLUSTERDOWN: "a part of the cluster is down",
  TRYAGAIN: "a hash slot is being moved",
  NOAUTH: "it asks for a password",
  WRONGPASS: "the user name or password is wrong",
  NOPERM: "its user lacks a permission (ACL)",
};

function kindOf(error: unknown): string {
  // Redis 6 wraps an error inside a script: "ERR Error running script (…): -OOM command not allowed".
  const word = error instanceof Error ? /(?:^|: -)(?!ERR )([A-Z]+) /.exec(error.message)?.[1] : undefined;
  const kind = word === undefined || !Object.hasOwn(kinds, word) ? undefined : kinds[word];
  return kind === undefined ? "" : `: ${kind}`;
}
