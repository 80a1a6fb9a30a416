import { type Context, createContext, useContext, useMemo } from "react";
import type { ClientSession } from "../client/index.ts";
import { useSession } from "./use-session.ts";

/** Whose page this is: below a `SignedIn`, the session that it shows. */
export const OwnerContext: Context<ClientSession | undefined> = createContext<ClientSession | undefined>(
  undefined,
);

/** The session while signed in; below `<SignedIn keep>` the last one, also while it has ended. */
export function useOwner(): ClientSession | undefined {
  const owner = useContext(OwnerContext);
  return useSession().session ?? owner;
}

/** Who is signed in, and how (`amr`, RFC 8176). */
export type User = Pick<ClientSession, "subject" | "amr">;

/**
 * The user, as the same object until it is another one; undefined while nobody is signed in. Below `<SignedIn keep>`,
 * the user whose page it is, also while the session has ended.
 */
export function useUser(): User | undefined {
  const owner = useOwner();
  // As text, since each refresh makes a new session object of the same user.
  const text = owner && JSON.stringify({ subject: owner.subject, amr: owner.amr });
  return useMemo(() => text && JSON.parse(text), [text]);
}
