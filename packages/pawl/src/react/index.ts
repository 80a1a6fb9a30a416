"use client";

/** `pawl/react`: the client's state as components and hooks. No logic of its own. */

export type { DialogIds, DialogLook, DialogText } from "./alert-dialog.tsx";
export {
  InactivityWarning,
  type InactivityWarningContent,
  type InactivityWarningProps,
} from "./inactivity-warning.tsx";
export { SessionProvider, type SessionProviderProps } from "./provider.tsx";
export { SessionExpired, type SessionExpiredContent, type SessionExpiredProps } from "./session-expired.tsx";
export type { ListedSession } from "./sessions-route.ts";
export { SignedIn, type SignedInProps, SignedOut, type SignedOutProps } from "./signed-in.tsx";
export { defaultTexts, type SessionExpiredText, type SessionExpiredTexts } from "./texts.ts";
export {
  type InactivityWarningOptions,
  type InactivityWarningView,
  useInactivityWarning,
} from "./use-inactivity-warning.ts";
export { type SessionView, useSession } from "./use-session.ts";
export {
  type SessionExpiredOptions,
  type SessionExpiredView,
  useSessionExpired,
} from "./use-session-expired.ts";
export { type SessionsListing, type SessionsView, useSessions } from "./use-sessions.ts";
export { type User, useUser } from "./use-user.ts";
export { defaultWarningTexts, type InactivityWarningTexts } from "./warning-texts.ts";
