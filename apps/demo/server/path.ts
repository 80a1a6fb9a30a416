import type { IncomingMessage } from "node:http";

/**
 * The path of a request, as it was sent and without its query. Not by `new URL`, which throws for some paths
 * and reads a host out of others.
 */
export function pathOf(req: IncomingMessage): string {
  return (req.url ?? "/").split("?", 1)[0] as string;
}
