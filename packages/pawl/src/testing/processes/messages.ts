/** To a process: do this. */
export interface Order {
  readonly task: string;
  readonly parameters: readonly unknown[];
}

/** From a process: this came of the last order; the first one says that the store is open. */
export type Answer = { readonly value: unknown } | { readonly failure: string };
