import type { HonestClient } from "./honest-client.ts";

/** Clients that refresh without pause. */
export interface Load {
  /** Resolves once so many more refreshes were answered. */
  answered(count: number): Promise<void>;
  /** Resolves when all have stopped; rejects if one was told that its session is over. */
  stop(): Promise<void>;
}

/** Puts a server under load until it is stopped. Every third answer is used, so that its generation counts as received. */
export function putUnderLoad(clients: readonly HonestClient[]): Load {
  let isStopped = false;
  let answers = 0;
  const goals = new Set<{ readonly at: number; readonly reached: () => void }>();

  async function refreshWithoutPause(client: HonestClient): Promise<void> {
    while (!isStopped) {
      if (!(await client.refresh())) continue;
      answers++;
      for (const goal of goals) {
        if (answers < goal.at) continue;
        goals.delete(goal);
        goal.reached();
      }
      if (answers % 3 === 0) await client.visit().catch(() => undefined);
    }
  }
  const running = Promise.all(clients.map(refreshWithoutPause));
  // Whoever waits for one of the two below is told; the others need not go on.
  running.catch(() => {
    isStopped = true;
  });

  return {
    async answered(count) {
      const reached = new Promise<void>((resolve) => {
        goals.add({ at: answers + count, reached: resolve });
      });
      await Promise.race([reached, running]);
    },
    async stop() {
      isStopped = true;
      await running;
    },
  };
}
