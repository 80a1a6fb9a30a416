import { inWords, type Texts } from "./texts.ts";

const lang = "en";

/** What Pawl's own components say in English is theirs already. */
export const english: Texts = {
  lang,
  dir: "ltr",
  shell: { startPage: "Pawl demo, start page", pages: "Pages", language: "Language", logout: "Log out" },
  notes: {
    title: "Notes",
    lead: "What you see: an ordinary app that never asks you to log in again.",
    field: "New note",
    placeholder: "Write a note",
    add: "Add",
    empty: "No notes yet. Write the first one above.",
    remove: (note) => `Delete “${note}”`,
  },
  devices: {
    title: "Devices",
    lead: "Where you are logged in. Each is a session of its own and ends alone.",
    here: "this one",
    browserOn: (browser, system) => `${browser} on ${system}`,
    someBrowser: "A browser",
    unknown: "An unknown device",
    times: (loggedIn, lastUsed) => `Logged in ${loggedIn}, last used ${lastUsed}`,
    end: "End",
    endOf: (device) => `End the session of ${device}`,
    endOthers: "End all others",
    alone: "Log in with another browser, or in a private window, and it appears here.",
  },
  login: {
    title: "Log in",
    email: "E-mail",
    password: "Password",
    show: "Show",
    hide: "Hide",
    showPassword: "Show password",
    hidePassword: "Hide password",
    remember: "Stay logged in when the browser closes",
    submit: "Log in",
    running: "Logging in…",
    demoLogin: "The demo’s login",
    fillIn: "Fill in",
    wrong: "The e-mail address or the password is not right.",
    unavailable: "Logging in did not work this time. Please try again in a moment.",
    generation: "generation",
    about: "What Pawl is",
    aboutTitle: "A pawl is the catch in a ratchet.",
    aboutText:
      "The wheel turns one way; whoever tries to turn it back trips the catch. Here, each refresh turns a session on by one tooth, and an old token that comes back is caught.",
  },
  notFound: { title: "Nothing here", text: "This address has no page.", link: "Go to your notes" },
  ended: {
    title: "Session ended",
    lead: "Your notes are safe, and wait for you to log in again.",
    kept: "Your page waits behind this, as you left it.",
    loginPage: "Use the login page instead",
  },
  offline: {
    notice: "No connection. You are still logged in, and what you write stays here.",
    wait: "One moment…",
    restoring: "The server does not answer. Trying again…",
    reconnect: "Reconnect now",
    failed: "No answer from the server. Nothing is lost; please try again in a moment.",
  },
  sessionExpired: {},
  inactivityWarning: { description: (seconds) => `You will be logged out in ${inWords(lang, seconds)}.` },
};
