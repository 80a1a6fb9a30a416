import type { ClientEvent, RefreshCause } from "pawl/client";

/** How a sentence is meant: refused by the server, turned the ratchet, served, or merely told. */
export type Tone = "refused" | "turned" | "served" | "told";

export interface Sentence {
  readonly tone: Tone;
  readonly text: string;
  /** A line of its own, however soon the same is said again: it would not be understood out of its place. */
  readonly isAlone?: true;
}

const refreshCauses: Readonly<Record<RefreshCause, string>> = {
  restore: "The page is new and holds no token: refresh, with the HttpOnly cookie",
  expired: "The access token has run out: refresh before asking",
  proactive: "You are here, and the access token will run out soon: refresh ahead of time",
  unauthorized: "Refresh, once for all who were refused",
  manual: "Refresh, because the page asked for it",
  changed: "Something changed, in another tab or on the server: ask it",
  recovery: "Try again to reach the server",
  ending: "By now the session should have ended: ask the server",
};

/**
 * What a client event means, for a person. `undefined` for events that would tell nothing new.
 *
 * @param before the generation known until now, where there is one.
 */
export function sentenceOf(event: ClientEvent, before: number | undefined): Sentence | undefined {
  switch (event.type) {
    case "restore_started":
      // The refresh that follows says the same in more words.
      return undefined;
    case "session_ended":
      return event.reason === "replaced_by_login"
        ? { tone: "refused", text: "Somebody else logged in here: this tab sends nothing any more" }
        : undefined;
    case "refresh_started":
      return { tone: "told", text: refreshCauses[event.cause], isAlone: true };
    case "refresh_succeeded":
      return { tone: "turned", text: refreshed(event, before) };
    case "grant_shared":
      return { tone: "turned", text: `Another tab refreshed and shared its token: ${step(before, event)}` };
    case "refresh_unavailable":
      return {
        tone: "refused",
        text: "No answer to the refresh: nothing is lost, it is tried again",
        isAlone: true,
      };
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

function refreshed(event: Refreshed, before: number | undefined): string {
  const { rotation, generation } = event;
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
      return `Refreshed: ${step(before, event)}`;
  }
}

function step(before: number | undefined, { generation }: { readonly generation: number }): string {
  return before === undefined || before === generation
    ? `generation ${generation}`
    : `generation ${before} → ${generation}`;
}

/** What the API finally answered, whatever it took. */
export function answerSentence(method: string, path: string, status: number): Sentence {
  return { tone: status < 400 ? "served" : "refused", text: `${method} ${short(path)} → ${status}` };
}

/** Ids are for machines. */
function short(path: string): string {
  return path.replace(/[^/]{20,}/g, "…");
}
