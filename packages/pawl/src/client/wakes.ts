import type { Core } from "./core.ts";
import { isVisible, listen } from "./listen.ts";

/** Calls `wake` when the network or the user may be back, until the client is closed. */
export function listenToWakes({ stops }: Core, wake: () => void): void {
  const seen = (): void => {
    if (isVisible()) wake();
  };
  stops.push(
    listen(globalThis, ["online", "focus"], wake),
    listen(globalThis.document, ["visibilitychange"], seen),
  );
}
