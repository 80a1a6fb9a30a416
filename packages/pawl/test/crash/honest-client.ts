import type { Problem, TokenResponse } from "../../src/protocol/wire.ts";

/** What clients ask. Both reject if no answer came, or half of one. */
export interface Site {
  /** Sends JSON to a server. */
  post(path: string, body: object): Promise<Response>;
  /** Brings an access token to `GET /session`. */
  visit(accessToken: string): Promise<Response>;
  /** Whether the answer that came just now is lost on its last step. */
  loses(): boolean;
}

/** A native app, which goes on with nothing but what it safely received. */
export interface HonestClient {
  /** The refresh token that it holds. */
  readonly token: string;
  /** Every refresh token that was made for it, the lost ones too, in order. */
  readonly issued: ReadonlySet<string>;
  /** How its refreshes were answered; those that were not are `unanswered`. */
  readonly outcomes: ReadonlyMap<string, number>;
  /**
   * Refreshes once, and says whether there was an answer; after a pause, if there was none. Throws if it was told that its
   * session is over.
   */
  refresh(): Promise<boolean>;
  /** Until there is an answer. */
  refreshForSure(): Promise<void>;
  /** Uses the access token, so that its generation counts as received. */
  visit(): Promise<number>;
}

const pauseMs = 20;
const pause = () => new Promise((resume) => setTimeout(resume, pauseMs));

export async function logIn(
  site: Site,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<HonestClient> {
  const login = await site.post("/login", { email, password, transport: "body" });
  if (login.status !== 200) throw new Error(`the login was answered ${login.status}`);
  const issued = new Set<string>();
  const outcomes = new Map<string, number>();
  let revision: string | null = null;
  let [token, accessToken] = ["", ""];

  function take(body: TokenResponse): void {
    ({ revision, access_token: accessToken, refresh_token: token = "" } = body);
    issued.add(token);
  }
  take((await login.json()) as TokenResponse);

  /** What came of one request; undefined if nothing came. */
  async function ask(): Promise<string | undefined> {
    let status: number;
    let body: unknown;
    try {
      const answer = await site.post("/refresh", { refresh_token: token, known_revision: revision });
      status = answer.status;
      body = await answer.json();
    } catch {
      return undefined;
    }
    if (site.loses()) {
      if (status === 200) issued.add((body as TokenResponse).refresh_token ?? "");
      return undefined;
    }
    if (status === 200) {
      take(body as TokenResponse);
      return (body as TokenResponse).rotation;
    }
    const problem = body as Problem;
    if (status === 503) return undefined;
    if (status !== 409) throw new Error(`an honest client was told ${problem.code}, ${problem.reason}`);
    revision = problem.revision ?? revision;
    return problem.code;
  }

  async function refresh(): Promise<boolean> {
    for (;;) {
      const outcome = await ask();
      outcomes.set(outcome ?? "unanswered", (outcomes.get(outcome ?? "unanswered") ?? 0) + 1);
      const isAnswered = outcome !== undefined && outcome !== "refresh_token_superseded";
      if (!isAnswered) await pause();
      if (outcome !== "refresh_token_superseded") return isAnswered;
    }
  }

  return {
    get token() {
      return token;
    },
    issued,
    outcomes,
    refresh,
    async refreshForSure() {
      while (!(await refresh()));
    },
    async visit() {
      const answer = await site.visit(accessToken);
      await answer.arrayBuffer();
      return answer.status;
    },
  };
}
