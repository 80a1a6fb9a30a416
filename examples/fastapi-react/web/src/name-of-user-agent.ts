/** First match wins: Edge also says Chrome, and Chrome also says Safari. */
const browsers = [
  [/Edg\//, "Edge"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
] as const;

const systems = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
] as const;

/** `"Firefox on Linux"`: a name that its owner recognises. A guess, good for showing and for nothing else. */
export function nameOfUserAgent(userAgent: string | null): string {
  const of = (names: typeof browsers | typeof systems) =>
    names.find(([pattern]) => pattern.test(userAgent ?? ""))?.[1];
  const system = of(systems);
  const browser = of(browsers) ?? (system === undefined ? "Some device" : "Some browser");
  return system === undefined ? browser : `${browser} on ${system}`;
}
