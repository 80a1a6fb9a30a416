import type { Channel } from "../../../src/client/index.ts";

/** A channel between tabs in one process. What is said arrives at all others, in a later task, as in a browser. */
export interface Room {
  /** A new tab's end. */
  join(): Channel;
  /** Says something that no client would. */
  shout(message: unknown): void;
  readonly heard: unknown[];
}

export function room(): Room {
  const tabs = new Set<{ hear?: (message: unknown) => void }>();
  const heard: unknown[] = [];
  const say = (message: unknown, from?: object): void => {
    heard.push(structuredClone(message));
    for (const tab of tabs)
      if (tab !== from) setImmediate(() => tabs.has(tab) && tab.hear?.(structuredClone(message)));
  };
  return {
    heard,
    shout: (message) => say(message),
    join() {
      const tab: { hear?: (message: unknown) => void } = {};
      tabs.add(tab);
      return {
        post(message) {
          if (!tabs.has(tab)) throw new Error("InvalidStateError");
          say(message, tab);
        },
        subscribe(listener) {
          tab.hear = listener;
        },
        close: () => void tabs.delete(tab),
      };
    },
  };
}
