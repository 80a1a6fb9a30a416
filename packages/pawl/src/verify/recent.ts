/** A bounded map that forgets what was not asked for lately. */
export interface Recent<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
}

/**
 * Holds at most `capacity` entries, in two halves: what is asked for moves into the young one, and when that is full it
 * becomes the old one, which is forgotten. Nearly "least recently used", without any bookkeeping at a hit.
 */
export function createRecent<Value>(capacity: number): Recent<Value> {
  const half = Math.ceil(capacity / 2);
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();

  function set(key: string, value: Value): void {
    if (young.size >= half) [old, young] = [young, new Map()];
    young.set(key, value);
  }

  return {
    get(key) {
      const value = young.get(key);
      if (value !== undefined) return value;
      const older = old.get(key);
      if (older !== undefined) set(key, older);
      return older;
    },
    set,
    delete(key) {
      young.delete(key);
      old.delete(key);
    },
  };
}
