import { useEffect, useRef } from "react";
import type { Entry } from "../activity/activity.ts";
import { timeOfDay } from "../time.ts";

/**
 * What the client did, oldest first, as it is read. Not a live region: a screen reader would speak of nothing
 * else. What matters of it is announced once, by the panel.
 */
export function ActivityLog({ entries }: { entries: readonly Entry[] }) {
  const box = useRef<HTMLOListElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new entry is what brings the end into view.
  useEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [entries]);

  return (
    <section className="activity" aria-labelledby="activity-title">
      <h3 id="activity-title">What the client did</h3>
      <ol
        className="activity-log"
        data-testid="activity-log"
        aria-labelledby="activity-title"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
        tabIndex={0}
        ref={box}
      >
        {entries.map((entry) => (
          <li key={entry.id} data-tone={entry.tone}>
            <time dateTime={new Date(entry.at).toISOString()}>{timeOfDay(entry.at)}</time>
            <span>
              {entry.text}
              {entry.times > 1 && <b> × {entry.times}</b>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
