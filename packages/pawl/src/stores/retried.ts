const [firstRetryMs, longestRetryMs] = [100, 5000];

/**
 * Opens something and opens it again when it could not be opened or was lost, until the function that is given back is
 * called, which closes it. Never throws. Waits longer each time, and never keeps the process alive by waiting.
 *
 * @param open calls `lost` when what it opened is gone; resolves with what closes it.
 */
export function retried(open: (lost: () => void) => Promise<() => void>): () => void {
  let close: (() => void) | undefined;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;

  async function attempt(): Promise<void> {
    let isLost = false;
    const lost = () => {
      if (isLost) return;
      isLost = true;
      close = undefined;
      again();
    };
    try {
      const opened = await open(lost);
      failures = 0;
      if (isStopped) opened();
      else if (!isLost) close = opened;
    } catch {
      lost();
    }
  }

  function again(): void {
    if (isStopped) return;
    // At random, so that many servers do not come back to one that was away in the same moment.
    const waitMs = Math.random() * Math.min(longestRetryMs, firstRetryMs * 2 ** ++failures);
    timer = setTimeout(() => void attempt(), waitMs).unref();
  }

  void attempt();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    close?.();
    close = undefined;
  };
}
