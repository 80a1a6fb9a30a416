import { useSyncExternalStore } from "react";
import { arabic } from "./arabic.ts";
import { english } from "./english.ts";
import { german } from "./german.ts";
import type { Texts } from "./texts.ts";

/** The languages of the demo, by the codes that `?lang=` takes. */
const languages = { en: english, de: german, ar: arabic } as const;

export type Language = keyof typeof languages;

/** By their own names: who looks for a language knows it by this one. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: "English",
  de: "Deutsch",
  ar: "العربية",
};

const key = "pawl-demo:language";
const listeners = new Set<() => void>();
let current: Language = "en";

function isLanguage(code: unknown): code is Language {
  return typeof code === "string" && Object.hasOwn(languages, code);
}

function use(language: unknown): void {
  if (!isLanguage(language)) return;
  current = language;
  const { lang, dir } = languages[language];
  Object.assign(document.documentElement, { lang, dir });
  for (const listener of listeners) listener();
}

/** Takes a language into use, here and in the other tabs, and remembers it for later pages. */
export function setLanguage(language: Language): void {
  localStorage.setItem(key, language);
  use(language);
}

/** Before anything is shown: what the address asks for, or what was chosen before; else English. */
export function startLanguage(): void {
  const asked = new URLSearchParams(location.search).get("lang");
  if (isLanguage(asked)) localStorage.setItem(key, asked);
  use(localStorage.getItem(key));
  addEventListener("storage", (event) => {
    if (event.key === key) use(event.newValue);
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The code of the language in use; renders again when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(
    subscribe,
    () => current,
    () => current,
  );
}

/** The texts of the language in use. */
export function useTexts(): Texts {
  return languages[useLanguage()];
}
