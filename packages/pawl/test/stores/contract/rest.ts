/** Nothing: `describeSessionStore` runs the whole contract. */
export function describeRestOfStore(_name: string, _open: unknown): void {}
