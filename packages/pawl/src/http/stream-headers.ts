/** Of an answer that goes on, as server-sent events (HTML §9.2). */
export const streamHeaders: Readonly<Record<string, string>> = {
  "content-type": "text/event-stream",
  // What compresses or collects would hold each event back: no-transform is for those that listen to it, and the other
  // header for nginx.
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
};
