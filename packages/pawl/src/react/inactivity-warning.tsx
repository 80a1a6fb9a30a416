import type { ReactNode } from "react";
import { AlertDialog, type DialogIds, type DialogLook } from "./alert-dialog.tsx";
import { visuallyHidden } from "./styles.ts";
import {
  type InactivityWarningOptions,
  type InactivityWarningView,
  useInactivityWarning,
} from "./use-inactivity-warning.ts";

/** What a look of your own is given. */
export interface InactivityWarningContent extends InactivityWarningView, DialogIds {}

/** The properties of `InactivityWarning`. */
export interface InactivityWarningProps extends InactivityWarningOptions, DialogLook<InactivityWarningView> {}

/**
 * Tells the user that the session is about to end because nobody used it, and how long there is left; shows nothing
 * until then, and goes when the user stays, in any tab.
 *
 * A modal `alertdialog`, focused on "Stay signed in", which Escape chooses too. The time is counted down for the eye
 * and announced politely at a few moments. Works under a Content-Security-Policy without `unsafe-inline`.
 */
export function InactivityWarning({ children, className, ...options }: InactivityWarningProps): ReactNode {
  const view = useInactivityWarning(options);
  const { open, announcement, stay, stayText, logout, logoutText } = view;
  const button = (text: string, act: () => Promise<void>): ReactNode => (
    <button className="pawl-action" type="button" onClick={act}>
      {text}
    </button>
  );
  const actions = (
    <>
      <p role="status" style={visuallyHidden}>
        {announcement}
      </p>
      {button(stayText, stay)}
      {button(logoutText, logout)}
    </>
  );
  return (
    open && (
      <AlertDialog view={view} className={className} actions={actions} dismiss={stay}>
        {children}
      </AlertDialog>
    )
  );
}
