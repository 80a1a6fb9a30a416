import { type ReactNode, useState } from "react";
import type { ClientSession, ClientState } from "../client/index.ts";
import { ownerOf } from "../client/state.ts";
import { Covered } from "./covered.tsx";
import { useSession } from "./use-session.ts";
import { OwnerContext } from "./use-user.ts";

/** The properties of `SignedIn`. */
export interface SignedInProps {
  /** Shown while signed in; a function is given the session. */
  children?: ReactNode | ((session: ClientSession) => ReactNode);
  /** Shown while nobody knows yet. Default nothing. */
  fallback?: ReactNode;
  /**
   * Keeps the children mounted, invisible and inert, while the session has ended, so that the same user finds a
   * half-filled form as it was. Default false: they are gone from the document.
   */
  keep?: boolean | undefined;
}

/** After these reasons nobody is expected back, or somebody else may sit there: nothing is kept for them. */
const final = /^(logged_out|replaced|user_disabled)/;

function mayReturn(state: ClientState, subject: string): boolean {
  const isFinal = state.status === "ended" && final.test(state.reason ?? "");
  return ownerOf(state) === subject && !isFinal;
}

/**
 * Shows its children while somebody is signed in, and at no other time: once a session has ended, what it showed is
 * gone from the document, unless `keep` says otherwise. What one user's children held in their state never reaches
 * the next user's: they are mounted anew for each subject.
 *
 * Protects nothing by itself: what must not be seen must not be sent by the server.
 */
export function SignedIn({ children, fallback, keep }: SignedInProps): ReactNode {
  const { status, session, state } = useSession();
  const [last, setLast] = useState(session);
  if (session && session !== last) setLast(session);
  const shown = session ?? (keep && last && mayReturn(state, last.subject) ? last : undefined);
  if (!shown) return status === "restoring" && fallback;
  const content = typeof children === "function" ? children(shown) : children;
  return (
    <OwnerContext.Provider key={shown.subject} value={shown}>
      {keep ? <Covered covered={!session}>{content}</Covered> : content}
    </OwnerContext.Provider>
  );
}

/** The properties of `SignedOut`. */
export interface SignedOutProps {
  children?: ReactNode;
  /** Shown while nobody knows yet. Default nothing. */
  fallback?: ReactNode;
}

/** Shows its children when nobody is signed in. A session that ended is another matter: see `SessionExpired`. */
export function SignedOut({ children, fallback }: SignedOutProps): ReactNode {
  const { status } = useSession();
  return status === "signedOut" ? children : status === "restoring" && fallback;
}
