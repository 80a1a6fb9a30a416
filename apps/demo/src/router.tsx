import { type ComponentProps, type MouseEvent, useSyncExternalStore } from "react";

/**
 * The router: three pages need no more than the history API. A place is a path with its query, as in
 * `location.pathname + location.search`.
 */

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", listener);
  };
}

const currentPlace = () => location.pathname + location.search;

/** Where the browser is; renders again when that changes. */
export function usePlace(): URL {
  return new URL(useSyncExternalStore(subscribe, currentPlace), location.origin);
}

/** Goes to a place on this site. With `replace`, the back button skips where we are. */
export function navigate(place: string, { replace = false }: { replace?: boolean } = {}): void {
  if (place === currentPlace()) return;
  history[replace ? "replaceState" : "pushState"](null, "", place);
  for (const listener of listeners) listener();
}

/** An ordinary link that, on an ordinary click, does not load the page again. */
export function Link({ href, ...rest }: ComponentProps<"a"> & { href: string }) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(href);
  };
  return <a href={href} onClick={follow} {...rest} />;
}
