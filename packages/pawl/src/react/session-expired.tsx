import { type ReactElement, type ReactNode, type SyntheticEvent, useEffect, useId, useRef } from "react";
import { adoptStyles } from "./styles.ts";
import {
  type SessionExpiredOptions,
  type SessionExpiredView,
  useSessionExpired,
} from "./use-session-expired.ts";

/** What a look of your own is given. */
export interface SessionExpiredContent extends SessionExpiredView {
  /** Ids for the elements that hold the title and the description; the dialog is named by them. */
  readonly titleId: string;
  readonly descriptionId: string;
}

/** The properties of `SessionExpired`. */
export interface SessionExpiredProps extends SessionExpiredOptions {
  /** Of the dialog; instead of the default look, which is then left out. */
  className?: string | undefined;
  /** Renders the inside of the dialog; then the default look is left out. */
  children?: ((content: SessionExpiredContent) => ReactNode) | undefined;
}

/**
 * Tells the user that the session has ended, why, and where to log in; shows nothing until then.
 *
 * A modal `alertdialog`, focused on the login link, which leads back to where the user is. It cannot be dismissed, by
 * Escape or otherwise: behind it is a page whose every request would fail. Who wants to leave follows the link or uses
 * the browser. Works under a Content-Security-Policy without `unsafe-inline`.
 */
export function SessionExpired({
  children,
  className,
  ...options
}: SessionExpiredProps): ReactElement | null {
  const view = useSessionExpired(options);
  if (!view.open) return null;
  return (
    <ExpiredDialog view={view} className={className}>
      {children}
    </ExpiredDialog>
  );
}

interface ExpiredDialogProps extends Pick<SessionExpiredProps, "children" | "className"> {
  view: SessionExpiredView;
}

const stay = (event: SyntheticEvent): void => event.preventDefault();

function ExpiredDialog({ view, className, children }: ExpiredDialogProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const descriptionId = useId();
  const styled = !children && className === undefined;

  useEffect(() => {
    const { current } = dialog;
    if (!current) return;
    const removeStyles = styled ? adoptStyles(current.ownerDocument) : undefined;
    const open = (): void => {
      if (current.open) return;
      current.showModal();
      current.querySelector("a")?.focus();
    };
    open();
    // Some browsers let a second Escape close a dialog without asking.
    current.addEventListener("close", open);
    return () => {
      current.removeEventListener("close", open);
      current.close();
      removeStyles?.();
    };
  }, [styled]);

  return (
    <dialog
      ref={dialog}
      role="alertdialog"
      aria-modal="true"
      closedby="none"
      className={styled ? "pawl-expired" : className}
      aria-labelledby={titleId}
      aria-describedby={descriptionId}
      onCancel={stay}
    >
      {children ? (
        children({ ...view, titleId, descriptionId })
      ) : (
        <>
          <h2 id={titleId}>{view.title}</h2>
          <p id={descriptionId}>{view.description}</p>
          <a href={view.loginHref}>{view.loginText}</a>
        </>
      )}
    </dialog>
  );
}
