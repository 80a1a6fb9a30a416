import { inWords, type Texts } from "./texts.ts";

const lang = "de";
const expired = "Ihre Sitzung ist abgelaufen";
const ended = "Ihre Sitzung wurde beendet";

export const german: Texts = {
  lang,
  dir: "ltr",
  shell: { startPage: "Pawl-Demo, Startseite", pages: "Seiten", language: "Sprache", logout: "Abmelden" },
  notes: {
    title: "Notizen",
    lead: "Was Sie sehen: eine gewöhnliche App, die nie wieder nach dem Passwort fragt.",
    field: "Neue Notiz",
    placeholder: "Eine Notiz schreiben",
    add: "Hinzufügen",
    empty: "Noch keine Notizen. Schreiben Sie oben die erste.",
    remove: (note) => `„${note}“ löschen`,
  },
  devices: {
    title: "Geräte",
    lead: "Wo Sie angemeldet sind. Jedes Gerät ist eine eigene Sitzung und endet für sich.",
    here: "dieses",
    browserOn: (browser, system) => `${browser} auf ${system}`,
    someBrowser: "Ein Browser",
    unknown: "Ein unbekanntes Gerät",
    times: (loggedIn, lastUsed) => `Angemeldet am ${loggedIn}, zuletzt benutzt ${lastUsed}`,
    end: "Beenden",
    endOf: (device) => `Sitzung auf ${device} beenden`,
    endOthers: "Alle anderen beenden",
    alone: "Melden Sie sich in einem anderen Browser oder privaten Fenster an, und es erscheint hier.",
  },
  login: {
    title: "Anmelden",
    email: "E-Mail",
    password: "Passwort",
    show: "Zeigen",
    hide: "Verbergen",
    showPassword: "Passwort zeigen",
    hidePassword: "Passwort verbergen",
    remember: "Angemeldet bleiben, wenn der Browser schließt",
    submit: "Anmelden",
    running: "Anmeldung läuft…",
    demoLogin: "Der Zugang der Demo",
    fillIn: "Ausfüllen",
    wrong: "Die E-Mail-Adresse oder das Passwort stimmt nicht.",
    unavailable: "Die Anmeldung hat diesmal nicht geklappt. Bitte versuchen Sie es gleich noch einmal.",
    generation: "Generation",
    about: "Was Pawl ist",
    aboutTitle: "Pawl heißt Sperrklinke.",
    aboutText:
      "Das Rad dreht sich nur vorwärts; wer es zurückdrehen will, löst die Sperre aus. Jede Erneuerung dreht die Sitzung um einen Zahn weiter, und ein altes Token, das wiederkommt, wird gefasst.",
  },
  notFound: {
    title: "Hier ist nichts",
    text: "Unter dieser Adresse gibt es keine Seite.",
    link: "Zu Ihren Notizen",
  },
  ended: {
    title: "Sitzung beendet",
    lead: "Ihre Notizen sind sicher und warten, bis Sie sich wieder anmelden.",
    kept: "Ihre Seite wartet dahinter, so wie Sie sie verlassen haben.",
    loginPage: "Stattdessen zur Anmeldeseite",
  },
  offline: {
    notice: "Keine Verbindung. Sie sind weiter angemeldet, und was Sie schreiben, bleibt hier.",
    wait: "Einen Moment…",
    restoring: "Der Server antwortet nicht. Neuer Versuch…",
    reconnect: "Jetzt verbinden",
    failed: "Keine Antwort vom Server. Nichts ist verloren; bitte versuchen Sie es gleich noch einmal.",
  },
  sessionExpired: {
    inactivity: { title: expired, description: "Sie wurde eine Weile nicht benutzt." },
    absolute_lifetime: { title: expired, description: "Keine Anmeldung gilt für immer." },
    logged_out: { title: ended, description: "Sie haben sich in einem anderen Tab abgemeldet." },
    logged_out_elsewhere: { title: ended, description: "Sie wurde von einem anderen Gerät aus beendet." },
    replaced_by_login: { title: ended, description: "In diesem Browser hat sich jemand anderes angemeldet." },
    revoked_by_admin: { title: ended, description: "Jemand von der Verwaltung hat sie beendet." },
    refresh_token_reused: {
      title: ended,
      description: "Zu Ihrer Sicherheit: Vielleicht hat sie jemand anderes benutzt.",
    },
    password_changed: {
      title: ended,
      description: "Das Passwort wurde geändert. Melden Sie sich mit dem neuen an.",
    },
    user_disabled: { title: ended, description: "Dieses Konto wurde gesperrt." },
    unknown: { title: ended, description: "Melden Sie sich wieder an, um weiterzumachen." },
    login: "Anmelden",
    loginInNewTab: "Anmelden (öffnet einen neuen Tab)",
  },
  inactivityWarning: {
    title: "Sind Sie noch da?",
    description: (seconds) => `Sie werden in ${inWords(lang, seconds)} abgemeldet.`,
    stayText: "Angemeldet bleiben",
    logoutText: "Abmelden",
  },
};
