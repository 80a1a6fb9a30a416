/** The least that a store can do for a rotation: one row, one compare-and-swap. */
export interface Swaps {
  insert(sid: string, hash: string): Promise<void>;
  /** True if the row had `hash`, and has `next` now. */
  swap(sid: string, hash: string, next: string): Promise<boolean>;
}
