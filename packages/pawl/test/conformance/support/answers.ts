import type { Client } from "./client.ts";
import { sessionIn } from "./client.ts";
import { deletesCookie } from "./jar.ts";
import type { Answer } from "./send.ts";
import type { Tokens } from "./wire.ts";

/** As many of something at once, none waiting for another. */
export function atOnce<T>(times: number, work: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: times }, (_, index) => work(index)));
}

/** How often each thing occurs. */
export function countBy<T>(all: readonly T[], what: (one: T) => string | number | undefined): object {
  const counts: Record<string, number> = {};
  for (const one of all) {
    const key = String(what(one));
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

export function tokensIn({ json }: Answer): Tokens {
  return json as Tokens;
}

/** The lines of all these answers that take a cookie away. */
export function deletionsIn(answers: readonly Answer[]): string[] {
  return answers.flatMap(({ setCookies }) => setCookies.filter(deletesCookie));
}

/** Status and generation that `GET /session` gives for a client's access token, or another. */
export async function standing(client: Client, accessToken?: string): Promise<[number, number | undefined]> {
  const answer = await client.ask("GET", "/session", accessToken === undefined ? {} : { accessToken });
  return [answer.status, sessionIn(answer)?.generation];
}

/** The sessions of the client's user that were begun by this very client. */
export async function sessionsOf(client: Client, viewer: Client = client): Promise<string[]> {
  const { json } = await viewer.ask("GET", "/sessions");
  const { sessions } = json as { sessions: { sid: string; user_agent: string | null }[] };
  return sessions.filter(({ user_agent }) => user_agent === client.userAgent).map(({ sid }) => sid);
}
