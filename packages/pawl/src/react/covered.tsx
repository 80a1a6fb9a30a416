import { type ReactElement, type ReactNode, useInsertionEffect, useRef } from "react";

/**
 * Can take what it holds out of sight and out of reach, without unmounting it: form fields, scroll positions and the
 * focus are as they were when it shows it again. Changes no layout: it has no box of its own.
 */
export function Covered({ covered, children }: { covered: boolean; children: ReactNode }): ReactElement {
  const focused = useRef<Element>(null);

  // Before any effect of this commit: a dialog that opens in it takes the focus, wherever in the tree it stands.
  useInsertionEffect(() => {
    if (covered) focused.current = document.activeElement;
  }, [covered]);

  // A ref, since it runs within the commit: nobody sees a frame of what is to be covered. By properties and not by
  // attributes, since a strict Content-Security-Policy forbids style attributes in a page that a server rendered.
  const cover = (box: HTMLElement | null): void => {
    if (!box) return;
    const { activeElement, body } = document;
    // A dialog that closed in this commit has given the focus back.
    if (covered && box.contains(activeElement)) focused.current = activeElement;
    box.inert = covered;
    box.style.cssText = `display:contents${covered ? ";visibility:hidden" : ""}`;
    if (covered) return;
    // Only what covering it took away; who went elsewhere in the meantime stays there.
    if (activeElement === body) (focused.current as HTMLElement | null)?.focus({ preventScroll: true });
    focused.current = null;
  };

  return <div ref={cover}>{children}</div>;
}
