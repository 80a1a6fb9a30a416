import type { ClientState, EndReason } from "../client/index.ts";

/** What the dialog says for one reason. */
export interface SessionExpiredText {
  readonly title: string;
  readonly description: string;
}

/** Everything that `SessionExpired` says: a text for each reason, one for no reason, and the link's. */
export type SessionExpiredTexts = Readonly<Record<EndReason | "unknown", SessionExpiredText>> & {
  readonly login: string;
};

const expired = "Your session has expired";
const ended = "Your session has ended";

/** The English texts. Replace any of them by the `texts` of `SessionExpired` or `useSessionExpired`. */
export const defaultTexts: SessionExpiredTexts = {
  inactivity: { title: expired, description: "It was not used for a while. Log in again to go on." },
  absolute_lifetime: { title: expired, description: "It is time to log in again: no login lasts forever." },
  logged_out: { title: ended, description: "You logged out in another tab." },
  logged_out_elsewhere: { title: ended, description: "It was ended from another device." },
  replaced_by_login: { title: ended, description: "There was a new login in this browser." },
  revoked_by_admin: { title: ended, description: "An administrator ended it." },
  refresh_token_reused: {
    title: ended,
    description: "For your safety: somebody else may have used it. Log in again to go on.",
  },
  password_changed: { title: ended, description: "The password was changed. Log in with the new one." },
  user_disabled: { title: ended, description: "This account has been disabled." },
  unknown: { title: ended, description: "Log in again to go on." },
  login: "Log in",
};

/** The text for a state; that of no reason where the server gave none, or one that is newer than this file. */
export function textFor(state: ClientState, texts: SessionExpiredTexts): SessionExpiredText {
  const reason = state.status === "ended" ? state.reason : undefined;
  return (reason && texts[reason]) ?? texts.unknown;
}
