/** Everything that `InactivityWarning` says. */
export interface InactivityWarningTexts {
  readonly title: string;
  /** Says how long there is left. */
  description(this: void, seconds: number): string;
  readonly stayText: string;
  readonly logoutText: string;
}

/** The English texts. Replace any of them by the `texts` of `InactivityWarning` or `useInactivityWarning`. */
export const defaultWarningTexts: InactivityWarningTexts = {
  title: "Are you still there?",
  description: (seconds) => `Seconds until you are logged out: ${seconds}`,
  stayText: "Stay signed in",
  logoutText: "Log out",
};
