import { vi } from "vitest";

/** Waits until a condition holds; nearly as long as a test may take, for a busy machine. */
export async function eventually(condition: () => unknown): Promise<void> {
  await vi.waitUntil(condition, { timeout: 4500, interval: 5 });
}
