import { type RefObject, useEffect, useRef } from "react";

let isFirstPage = true;

/**
 * Names the page in the tab, and moves the focus to its heading when the page was reached from another one: a
 * new page is announced, as if it had been loaded.
 *
 * @returns the ref for the heading, which needs `tabIndex={-1}`.
 */
export function usePageHeading(title: string): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.title;
    document.title = `${title} · Pawl demo`;
    // For the page that waits below this one, where there is one.
    return () => {
      document.title = before;
    };
  }, [title]);
  useEffect(() => {
    if (!isFirstPage) heading.current?.focus();
    isFirstPage = false;
  }, []);
  return heading;
}
