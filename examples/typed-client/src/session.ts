import type { Pawl } from "./client.ts";
import type { components } from "./pawl-api.d.ts";

type Tokens = components["schemas"]["TokenResponse"];
type Problem = components["schemas"]["Problem"];

/** A refusal, with the code that programs decide by. */
export class Refused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

/** A session of an app that is no browser: its refresh token travels in the body. */
export interface AppSession {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly revision: string;
}

export async function logIn(pawl: Pawl, email: string, password: string): Promise<AppSession> {
  const { data, error } = await pawl.POST("/login", { body: { email, password, transport: "body" } });
  if (error !== undefined) throw new Refused(error);
  return sessionOf(data);
}

/** The next tokens; one call at a time. */
export async function refresh(pawl: Pawl, session: AppSession): Promise<AppSession> {
  const body = { refresh_token: session.refreshToken, known_revision: session.revision };
  const { data, error } = await pawl.POST("/refresh", { body });
  if (error === undefined) return sessionOf(data);
  // Somebody else has refreshed in the meantime: nothing is lost, and nothing is to be told to the user.
  if (error.code === "refresh_token_superseded" && error.revision !== undefined) {
    return refresh(pawl, { ...session, revision: error.revision });
  }
  throw new Refused(error);
}

/** The user’s devices, newest first. */
export async function devices(pawl: Pawl, { accessToken }: AppSession): Promise<string[]> {
  const { data, error } = await pawl.GET("/sessions", {
    headers: { Authorization: `Bearer ${accessToken}` },
  });
  if (error !== undefined) throw new Refused(error);
  return data.sessions.map(({ sid, current }) => (current ? `${sid} (this one)` : sid));
}

export async function logOut(pawl: Pawl, { refreshToken }: AppSession): Promise<void> {
  const { error } = await pawl.POST("/logout", { body: { refresh_token: refreshToken } });
  if (error !== undefined) throw new Refused(error);
}

function sessionOf({ access_token, refresh_token, revision }: Tokens): AppSession {
  if (refresh_token === undefined) throw new Error("the refresh token did not come in the body");
  return { accessToken: access_token, refreshToken: refresh_token, revision };
}
