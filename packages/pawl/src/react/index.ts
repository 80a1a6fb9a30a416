"use client";

/** `pawl/react`: the client's state as components and hooks. No logic of its own. */

export { SessionProvider, type SessionProviderProps } from "./provider.tsx";
export { SessionExpired, type SessionExpiredContent, type SessionExpiredProps } from "./session-expired.tsx";
export { SignedIn, type SignedInProps, SignedOut, type SignedOutProps } from "./signed-in.tsx";
export { defaultTexts, type SessionExpiredText, type SessionExpiredTexts } from "./texts.ts";
export { type SessionView, useSession } from "./use-session.ts";
export {
  type SessionExpiredOptions,
  type SessionExpiredView,
  useSessionExpired,
} from "./use-session-expired.ts";
