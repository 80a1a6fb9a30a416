import type { EndReason } from "../client/index.ts";
import type { DialogText } from "./alert-dialog.tsx";

/** What the dialog says for one reason. */
export type SessionExpiredText = DialogText;

/** Everything that `SessionExpired` says: a text for each reason, one for no reason, and the link's. */
export type SessionExpiredTexts = Readonly<Record<EndReason | "unknown", SessionExpiredText>> & {
  readonly login: string;
  /** The link's when it opens another tab, which nobody should be surprised by (WCAG technique G201). */
  readonly loginInNewTab: string;
};

const expired = "Your session has expired";
const again = " Log in again to go on.";

const text = (description: string, title = "Your session has ended"): DialogText => ({ title, description });

/** The English texts. Replace any of them by the `texts` of `SessionExpired` or `useSessionExpired`. */
export const defaultTexts: SessionExpiredTexts = {
  inactivity: text(`It was not used for a while.${again}`, expired),
  absolute_lifetime: text(`No login lasts forever.${again}`, expired),
  logged_out: text("You logged out in another tab."),
  logged_out_elsewhere: text("It was ended from another device."),
  replaced_by_login: text(
    "Another login took its place in this browser; nothing more is sent from this page.",
  ),
  revoked_by_admin: text("An administrator ended it."),
  refresh_token_reused: text(`For your safety: somebody else may have used it.${again}`),
  password_changed: text(`The password was changed.${again}`),
  user_disabled: text("This account has been disabled."),
  unknown: text(again.trim()),
  login: "Log in",
  loginInNewTab: "Log in (opens a new tab)",
};
