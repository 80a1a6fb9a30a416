/** Whatever tells of events; a runtime that is no page has a global scope without these. */
type Source = Partial<Pick<EventTarget, "addEventListener" | "removeEventListener">> | null | undefined;

/**
 * Calls `listener` with events of these types, where there is anything to listen to, until the returned function is
 * called.
 *
 * @param capture also those that an element keeps to itself.
 */
export function listen(
  source: Source,
  types: readonly string[],
  listener: (event: Event & Partial<Pick<PageTransitionEvent, "persisted"> & StorageEvent>) => void,
  capture = false,
): () => void {
  for (const type of types) source?.addEventListener?.(type, listener, capture);
  return () => {
    for (const type of types) source?.removeEventListener?.(type, listener, capture);
  };
}

export function isVisible(): boolean {
  return document.visibilityState === "visible";
}
