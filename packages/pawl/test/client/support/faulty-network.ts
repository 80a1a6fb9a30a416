import type { ScriptedServer } from "./scripted-server.ts";

/** What becomes of a request on its way. */
export const conditions = ["good", "offline", "lost", "portal", "busy", "down", "hangs"] as const;
export type Condition = (typeof conditions)[number];

/** The network between a browser and its server, as good as the test says; it remembers whose each token is. */
export interface FaultyNetwork {
  readonly fetch: typeof fetch;
  condition: Condition;
  /** Whose token a request carried; undefined without one. */
  ownerOf(authorization: string | undefined): string | undefined;
}

export function faultyNetwork(server: ScriptedServer): FaultyNetwork {
  const owners = new Map<string, string>();
  const hanging = new Set<() => void>();
  let condition: Condition = "good";
  const cut = (): never => {
    throw new TypeError("Failed to fetch");
  };

  async function remember(response: Response): Promise<Response> {
    const body: unknown = await response
      .clone()
      .json()
      .catch(() => undefined);
    const { access_token, session } = Object(body);
    if (access_token) owners.set(`Bearer ${access_token}`, session.subject);
    return response;
  }

  return {
    get condition() {
      return condition;
    },
    set condition(next) {
      condition = next;
      // Whatever changes, connections that hang do not outlast it.
      for (const breakOff of hanging) breakOff();
      hanging.clear();
    },
    ownerOf: (authorization) => owners.get(authorization ?? ""),
    async fetch(input, init) {
      if (condition === "offline") cut();
      if (condition === "portal") return new Response("<html>Log in to this network", { status: 200 });
      if (condition === "down") return new Response("<html>", { status: 502 });
      if (condition === "busy") return new Response("", { status: 429, headers: { "retry-after": "2" } });
      if (condition === "hangs") {
        const { signal } = new Request(input, init);
        return new Promise((_, refuse) => {
          hanging.add(() => refuse(new TypeError("Failed to fetch")));
          signal.addEventListener("abort", () => refuse(signal.reason));
        });
      }
      const isLost = condition === "lost";
      const response = await remember(await server.fetch(input, init));
      // The server did what it was asked; nobody hears of it.
      return isLost ? cut() : response;
    },
  };
}
