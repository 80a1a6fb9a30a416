import type { Texts } from "./language/texts.ts";

/** First match wins: Edge and Opera also say Chrome, and Chrome also says Safari. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
  [/^curl\//, "curl"],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

/**
 * `"Firefox on Linux"`: a name that its owner recognises. A guess, good for showing and for nothing else: a
 * user agent says what it likes.
 */
export function nameOfUserAgent(
  userAgent: string | null,
  { browserOn, someBrowser, unknown }: Pick<Texts["devices"], "browserOn" | "someBrowser" | "unknown">,
): string {
  if (userAgent === null) return unknown;
  const browser = browsers.find(([pattern]) => pattern.test(userAgent))?.[1] ?? someBrowser;
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1];
  return system === undefined ? browser : browserOn(browser, system);
}
