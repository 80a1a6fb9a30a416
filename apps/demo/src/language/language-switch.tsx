import { type Language, languageNames, setLanguage, useLanguage, useTexts } from "./language.ts";

/** Chooses the language of what the user reads. */
export function LanguageSwitch() {
  const { shell } = useTexts();
  return (
    <select
      className="language"
      aria-label={shell.language}
      value={useLanguage()}
      onChange={(event) => setLanguage(event.target.value as Language)}
    >
      {Object.entries(languageNames).map(([code, name]) => (
        <option key={code} value={code} lang={code}>
          {name}
        </option>
      ))}
    </select>
  );
}
