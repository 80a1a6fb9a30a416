import { onTestFinished } from "vitest";

/** Shows or hides the page, as the browser tells it. The page is visible again after the test. */
export function show(visibilityState: DocumentVisibilityState): void {
  Object.defineProperty(document, "visibilityState", { value: visibilityState, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
  onTestFinished(() => void Reflect.deleteProperty(document, "visibilityState"));
}

/** The user does something. */
export function act(type = "pointerdown"): void {
  document.body.dispatchEvent(new Event(type, { bubbles: true }));
}
