import type { InactivityWarningTexts, SessionExpiredTexts } from "pawl/react";

/**
 * Everything that the user of the app reads. What the panel says about the mechanism is not among it: that stays
 * English, as a manual would.
 */
export interface Texts {
  readonly lang: string;
  readonly dir: "ltr" | "rtl";
  readonly shell: {
    readonly startPage: string;
    readonly pages: string;
    readonly language: string;
    readonly logout: string;
  };
  readonly notes: {
    readonly title: string;
    readonly lead: string;
    readonly field: string;
    readonly placeholder: string;
    readonly add: string;
    readonly empty: string;
    readonly remove: (note: string) => string;
  };
  readonly devices: {
    readonly title: string;
    readonly lead: string;
    readonly here: string;
    /** How a browser is called by what it says of itself. */
    readonly browserOn: (browser: string, system: string) => string;
    readonly someBrowser: string;
    readonly unknown: string;
    readonly times: (loggedIn: string, lastUsed: string) => string;
    readonly end: string;
    readonly endOf: (device: string) => string;
    readonly endOthers: string;
    readonly alone: string;
  };
  readonly login: {
    readonly title: string;
    readonly email: string;
    readonly password: string;
    readonly show: string;
    readonly hide: string;
    readonly showPassword: string;
    readonly hidePassword: string;
    readonly remember: string;
    readonly submit: string;
    readonly running: string;
    readonly demoLogin: string;
    readonly fillIn: string;
    readonly wrong: string;
    readonly unavailable: string;
    readonly generation: string;
    readonly about: string;
    readonly aboutTitle: string;
    readonly aboutText: string;
  };
  readonly notFound: { readonly title: string; readonly text: string; readonly link: string };
  readonly ended: {
    readonly title: string;
    readonly lead: string;
    /** In the dialog, above the form. */
    readonly kept: string;
    readonly loginPage: string;
  };
  readonly offline: {
    readonly notice: string;
    readonly restoring: string;
    /** While the first answer of the server takes its time. */
    readonly wait: string;
    readonly reconnect: string;
    readonly failed: string;
  };
  readonly sessionExpired: Partial<SessionExpiredTexts>;
  readonly inactivityWarning: Partial<InactivityWarningTexts>;
}

/** `"45 seconds"` in any language, with its own plurals; in minutes from two minutes on. */
export function inWords(lang: string, seconds: number): string {
  const [count, unit] = seconds < 120 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
  return new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(count);
}
