/** Calls `wake` when the network or the user may be back, until the returned function is called. */
export function listenToWakes(wake: () => void): () => void {
  const { document } = globalThis;
  const seen = (): void => {
    if (document.visibilityState === "visible") wake();
  };
  globalThis.addEventListener?.("online", wake);
  globalThis.addEventListener?.("focus", wake);
  document?.addEventListener("visibilitychange", seen);
  return () => {
    globalThis.removeEventListener?.("online", wake);
    globalThis.removeEventListener?.("focus", wake);
    document?.removeEventListener("visibilitychange", seen);
  };
}
