type Ask = (lock: Lock | null) => unknown;

/** A LockManager in memory, for exclusive locks, whose holders can be killed. */
export interface FakeLocks {
  readonly manager: LockManager;
  /** Names of the locks now held. */
  held(): string[];
  /** How many wait for this lock. */
  waiting(name: string): number;
  /** The holder's tab is gone: its lock is free, and nobody hears of what it was doing. */
  kill(name: string): void;
}

export function fakeLocks(): FakeLocks {
  const holders = new Map<string, symbol>();
  const queues = new Map<string, ((mine: symbol) => void)[]>();
  const queueOf = (name: string) => queues.get(name) ?? [];

  function seize(name: string): symbol {
    const mine = Symbol(name);
    holders.set(name, mine);
    return mine;
  }

  function free(name: string): void {
    holders.delete(name);
    const next = queueOf(name).shift();
    if (next) next(seize(name));
  }

  function turn(name: string, signal: AbortSignal | undefined): Promise<symbol> {
    return new Promise((grant, refuse) => {
      queues.set(name, [...queueOf(name), grant]);
      signal?.addEventListener("abort", () => {
        queues.set(
          name,
          queueOf(name).filter((waiting) => waiting !== grant),
        );
        refuse(signal.reason);
      });
    });
  }

  async function request(name: string, ...more: [LockOptions, Ask] | [Ask]): Promise<unknown> {
    const [options, ask] = more.length === 1 ? [{}, more[0]] : more;
    options.signal?.throwIfAborted();
    if (holders.has(name) && options.ifAvailable) return ask(null);
    const mine = holders.has(name) ? await turn(name, options.signal) : seize(name);
    try {
      return await ask({ name, mode: "exclusive" });
    } finally {
      if (holders.get(name) === mine) free(name);
    }
  }

  return {
    manager: { request, query: () => Promise.resolve({}) } as unknown as LockManager,
    held: () => [...holders.keys()],
    waiting: (name) => queueOf(name).length,
    kill: free,
  };
}
