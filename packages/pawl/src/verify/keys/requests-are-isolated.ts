/**
 * Whether this runtime ends what a request began together with that request, as Cloudflare Workers and their kin do: a
 * fetch that nobody waits for is never answered, and whoever waits for another request's waits for ever.
 */
export function requestsAreIsolated(): boolean {
  return "WebSocketPair" in globalThis || "EdgeRuntime" in globalThis;
}
