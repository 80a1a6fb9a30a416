import { type ReactNode, type SyntheticEvent, useId, useLayoutEffect, useRef } from "react";
import { listen } from "../client/listen.ts";
import { adoptStyles } from "./styles.ts";

/** What a dialog of any kind says. */
export interface DialogText {
  readonly title: string;
  readonly description: string;
}

/** Ids for the elements that hold the title and the description; the dialog is named by them. */
export interface DialogIds {
  readonly titleId: string;
  readonly descriptionId: string;
}

/** How a dialog may be made to look. */
export interface DialogLook<View> {
  /** Of the dialog; instead of the default look. */
  className?: string | undefined;
  /** Renders the inside of the dialog, which keeps its look, unless `className` is given. */
  children?: ((content: View & DialogIds) => ReactNode) | undefined;
}

interface AlertDialogProps<View> extends DialogLook<View> {
  view: View;
  /** Below the text, in the default content. */
  actions: ReactNode;
  /** Called when the user dismisses it; without it, nobody can. */
  dismiss?: () => void;
}

/** A modal `alertdialog`, open for as long as it is mounted. The browser gives the focus back when it closes. */
export function AlertDialog<View extends DialogText>({
  view,
  className,
  children,
  actions,
  dismiss,
}: AlertDialogProps<View>): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const descriptionId = useId();
  const styled = className === undefined;

  // In the layout phase, so that an effect of what it holds finds it open and may move the focus.
  useLayoutEffect(() => {
    const { current } = dialog;
    if (!current) return;
    const removeStyles = styled ? adoptStyles(current.ownerDocument) : undefined;
    const first = (selector: string): HTMLElement | null => current.querySelector(selector);
    const open = (): void => {
      if (current.open) return;
      current.showModal();
      (first("input:not([type=hidden]),select,textarea") ?? first("a,button"))?.focus();
    };
    open();
    // Some browsers let a second Escape close a dialog without asking.
    const stopListening = listen(current, ["close"], open);
    return () => {
      stopListening();
      current.close();
      removeStyles?.();
    };
  }, [styled]);

  return (
    <dialog
      ref={dialog}
      role="alertdialog"
      aria-modal="true"
      closedby={dismiss ? "closerequest" : "none"}
      className={className ?? "pawl-dialog"}
      aria-labelledby={titleId}
      aria-describedby={descriptionId}
      onCancel={(event: SyntheticEvent) => {
        event.preventDefault();
        dismiss?.();
      }}
    >
      {children ? (
        children({ ...view, titleId, descriptionId })
      ) : (
        <>
          <h2 id={titleId}>{view.title}</h2>
          <p id={descriptionId}>{view.description}</p>
          {actions}
        </>
      )}
    </dialog>
  );
}
