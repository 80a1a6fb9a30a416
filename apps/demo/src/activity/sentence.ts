import type { ClientEvent } from "pawl/client";

/** How a sentence is meant: refused by the server, turned the ratchet, served, or merely told. */
export type Tone = "refused" | "turned" | "served" | "told";

export interface Sentence {
  readonly tone: Tone;
  readonly text: string;
}

const refreshCauses = {
  restore: "The page is new and holds no token: refresh, with the HttpOnly cookie",
  expired: "The access token has run out: refresh before asking",
  unauthorized: "Refresh, once for all who were refused",
  manual: "Refresh, because the page asked for it",
  changed: "Another tab changed the session: refresh",
} as const;

/**
 * What a client event means, for a person. `undefined` for events that would tell nothing new.
 *
 * @param before the generation known until now, where there is one.
 */
export function sentenceOf(event: ClientEvent, before: number | undefined): Sentence | undefined {
  switch (event.type) {
    case "restore_started":
    case "session_ended":
      // The refresh that follows, or that came before, says the same in more words.
      return undefined;
    case "refresh_started":
      return { tone: "told", text: refreshCauses[event.cause] };
    case "refresh_succeeded":
      return { tone: "turned", text: refreshed(event, before) };
    case "refresh_unavailable":
      return { tone: "told", text: "No answer to the refresh: nothing is lost, try again later" };
    case "refresh_refused":
      return event.code === "refresh_token_missing"
        ? { tone: "told", text: "There is no cookie, so there is no session" }
        : { tone: "refused", text: `Refresh → ${event.code}${event.reason ? ` (${event.reason})` : ""}` };
    case "request_unauthorized":
      return {
        tone: "refused",
        text: `${short(event.path)} → 401, the access token is not accepted any more`,
      };
    case "request_retried":
      return { tone: "told", text: `${short(event.path)} is asked again, with the new access token` };
    case "logged_in":
      return {
        tone: "turned",
        text: "Logged in: access token in memory, refresh token in an HttpOnly cookie",
      };
    case "logged_out":
      return { tone: "told", text: "Logged out: the access token is forgotten" };
    case "logout_confirmed":
      return { tone: "told", text: "The server ended the session and cleared the cookie" };
    case "logout_unconfirmed":
      return { tone: "told", text: "The server did not hear of the logout yet" };
  }
}

type Refreshed = Extract<ClientEvent, { type: "refresh_succeeded" }>;

function refreshed({ rotation, generation }: Refreshed, before: number | undefined): string {
  switch (rotation) {
    case "unchanged":
      return `Refreshed: still generation ${generation}, which is seconds old; a new access token`;
    case "replayed":
      return `Refreshed: generation ${generation} again, in case the first answer was lost`;
    case "recovered":
      return `Refreshed: generation ${generation} made anew, since nobody received the first`;
    case "adopted":
      return `Refreshed: taken over as generation ${generation}, after the store had lost its last writes`;
    default:
      return before === undefined || before === generation
        ? `Refreshed: generation ${generation}`
        : `Refreshed: generation ${before} → ${generation}`;
  }
}

/** What the API finally answered, whatever it took. */
export function answerSentence(method: string, path: string, status: number): Sentence {
  return { tone: status < 400 ? "served" : "refused", text: `${method} ${short(path)} → ${status}` };
}

/** Ids are for machines. */
function short(path: string): string {
  return path.replace(/[^/]{20,}/g, "…");
}
