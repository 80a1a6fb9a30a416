import { useEffect, useState } from "react";
import { type InactivityWarning, watchInactivity } from "../client/index.ts";
import type { DialogText } from "./alert-dialog.tsx";
import { useSession } from "./use-session.ts";
import { defaultWarningTexts, type InactivityWarningTexts } from "./warning-texts.ts";

/** The options of `useInactivityWarning`. */
export interface InactivityWarningOptions {
  /** How long before the end to warn, in milliseconds. Default 60 000; people need 20 000 at least (WCAG 2.2.1). */
  warnBeforeMs?: number | undefined;
  /** Replaces texts, one by one; for translation. */
  texts?: Partial<InactivityWarningTexts> | undefined;
}

/** Whether the user is about to be logged out for being away, and what can be done. */
export interface InactivityWarningView extends DialogText {
  readonly open: boolean;
  /** Until the end, rounded up; counts down once a second while `open`. */
  readonly remainingSeconds: number;
  /** What to put into a polite live region: the description, at a few moments, else nothing. */
  readonly announcement: string;
  readonly stayText: string;
  readonly logoutText: string;
  /** Closes the warning and tells the server that the user is here. Never rejects: the client goes on trying. */
  stay(this: void): Promise<void>;
  /** The client's `logout`. */
  logout(this: void): Promise<void>;
}

/** How often the time left is said aloud: not each second, or nothing else would be heard. */
const saidEachSeconds = 15;

/** Long enough for a screen reader that reads the text a moment after it was told of it. */
const saidForSeconds = 4;

/**
 * A warning before the session ends because nobody used it, shared by the tabs: who stays in one of them stays in all.
 *
 * Says nothing about the absolute end, which nothing can move.
 */
export function useInactivityWarning({
  warnBeforeMs,
  texts,
}: InactivityWarningOptions = {}): InactivityWarningView {
  const { client, status } = useSession();
  const [warning, setWarning] = useState<InactivityWarning>();
  const [dismissed, setDismissed] = useState<number>();

  useEffect(() => watchInactivity(client, { warnBeforeMs }, setWarning), [client, warnBeforeMs]);

  const { endsAt, remainingMs = 0 } = warning ?? {};
  const all = { ...defaultWarningTexts, ...texts };
  const remainingSeconds = Math.ceil(remainingMs / 1000);
  const said = Math.ceil(remainingSeconds / saidEachSeconds) * saidEachSeconds;
  return {
    ...all,
    open: status === "signedIn" && !!endsAt && endsAt !== dismissed,
    description: all.description(remainingSeconds),
    remainingSeconds,
    announcement: said - remainingSeconds < saidForSeconds ? all.description(said) : "",
    async stay() {
      // At once, since it covers the page: whoever has no network for a moment goes on working.
      setDismissed(endsAt);
      await client.refresh().catch(() => undefined);
    },
    logout: client.logout,
  };
}
