/** The one cookie of one site, as a browser keeps it and all its tabs send it. */
export interface Jar {
  /** Name and value, as they are sent. */
  readonly cookie: string | undefined;
  /** Stores what a `Set-Cookie` line sets, or deletes what it deletes. */
  take(line: string): void;
}

/** @param onChange told of each new value. */
export function createJar(onChange: () => void): Jar {
  let cookie: string | undefined;
  return {
    get cookie() {
      return cookie;
    },
    take(line) {
      const [pair = ""] = line.split(";");
      const next = /; *max-age=0/i.test(line) ? undefined : pair;
      if (next === cookie) return;
      cookie = next;
      onChange();
    },
  };
}
