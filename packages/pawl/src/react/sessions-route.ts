import { type Client, type ClientSession, UnavailableError } from "../client/index.ts";
import { readSession } from "../client/wire.ts";

/** One of the user's live sessions, on this device or another. */
export interface ListedSession extends ClientSession {
  /** Whether it is the one that asks. */
  readonly current: boolean;
}

async function ask(client: Client, path: string, init: RequestInit): Promise<Response> {
  const response = await client.fetch(`${client.authUrl}/sessions${path}`, init);
  // 404: it was gone already, which is what was asked for.
  if (response.ok || response.status === 404) return response;
  throw new UnavailableError("no usable answer", response);
}

/** The user's live sessions, newest first. Nothing is sent when it is aborted in the same task. */
export async function listSessions(client: Client, signal: AbortSignal): Promise<readonly ListedSession[]> {
  // Strict Mode unmounts and mounts again before this goes on: one request, not two.
  await undefined;
  const { sessions } = await (await ask(client, "", { signal })).json();
  return sessions.map((payload: { current: boolean }) => ({
    ...readSession(payload),
    current: payload.current,
  }));
}

/** Ends the session of this sid, or, without one, all but the one that asks. */
export async function endSessions(client: Client, sid?: string): Promise<void> {
  await ask(client, sid ? `/${encodeURIComponent(sid)}` : "", { method: "DELETE" });
}
