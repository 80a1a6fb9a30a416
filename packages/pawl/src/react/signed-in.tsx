import type { ReactElement, ReactNode } from "react";
import type { ClientSession } from "../client/index.ts";
import { useSession } from "./use-session.ts";

/** The properties of `SignedIn`. */
export interface SignedInProps {
  /** Shown while signed in; a function is given the session. */
  children?: ReactNode | ((session: ClientSession) => ReactNode);
  /** Shown while nobody knows yet. Default nothing. */
  fallback?: ReactNode;
}

/**
 * Shows its children while somebody is signed in, and at no other time: once a session has ended, what it showed is
 * gone from the document.
 *
 * Protects nothing by itself: what must not be seen must not be sent by the server.
 */
export function SignedIn({ children, fallback }: SignedInProps): ReactElement {
  const { status, session } = useSession();
  if (!session) return <>{status === "restoring" && fallback}</>;
  return <>{typeof children === "function" ? children(session) : children}</>;
}

/** The properties of `SignedOut`. */
export interface SignedOutProps {
  children?: ReactNode;
  /** Shown while nobody knows yet. Default nothing. */
  fallback?: ReactNode;
}

/** Shows its children when nobody is signed in. A session that ended is another matter: see `SessionExpired`. */
export function SignedOut({ children, fallback }: SignedOutProps): ReactElement {
  const { status } = useSession();
  return <>{status === "signedOut" ? children : status === "restoring" && fallback}</>;
}
