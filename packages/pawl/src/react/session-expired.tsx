import type { ReactNode } from "react";
import { AlertDialog, type DialogIds, type DialogLook } from "./alert-dialog.tsx";
import {
  type SessionExpiredOptions,
  type SessionExpiredView,
  useSessionExpired,
} from "./use-session-expired.ts";

/** What a look of your own is given; a login form takes `login`. */
export interface SessionExpiredContent extends SessionExpiredView, DialogIds {}

/** The properties of `SessionExpired`. */
export interface SessionExpiredProps extends SessionExpiredOptions, DialogLook<SessionExpiredView> {}

/**
 * Tells the user that the session has ended, why, and where to log in; shows nothing until then.
 *
 * A modal `alertdialog`, focused on its first field, or on the login link, which leads back to where the user is. It
 * cannot be dismissed, by Escape or otherwise: behind it is a page whose every request would fail. It goes by itself
 * once the user is signed in again, in this tab or another. Works under a Content-Security-Policy without
 * `unsafe-inline`. Has to stand beside `SignedIn`, not in it.
 */
export function SessionExpired({ children, className, ...options }: SessionExpiredProps): ReactNode {
  const view = useSessionExpired(options);
  const { open, loginHref, loginText } = view;
  const link = (
    <a className="pawl-action" href={loginHref} target={options.target}>
      {loginText}
    </a>
  );
  return (
    open && (
      <AlertDialog view={view} className={className} actions={link}>
        {children}
      </AlertDialog>
    )
  );
}
