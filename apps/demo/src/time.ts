const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
] as const;

const justNow: Readonly<Record<string, string>> = { en: "just now", de: "gerade eben", ar: "الآن" };

/** `"3 minutes ago"` or `"in 3 minutes"`: a span of milliseconds in its largest unit, rounded. */
function inWords(spanMs: number, lang: string): string {
  const [unit, size] = units.find(([, unitMs]) => Math.abs(spanMs) >= unitMs) ?? ["second", 1000];
  // Towards the larger number on both sides of now; Math.round would take halves up.
  const count = Math.sign(spanMs) * Math.round(Math.abs(spanMs) / size);
  return new Intl.RelativeTimeFormat(lang).format(count, unit);
}

/** `"just now"` or `"3 minutes ago"`. */
export function ago(at: number, now: number, lang = "en"): string {
  return now - at < 1000 ? (justNow[lang] ?? "") : inWords(at - now, lang);
}

/** `"in 7 days"`, or `"now"` when it has passed. */
export function until(at: number, now: number): string {
  return at <= now ? "now" : inWords(at - now, "en");
}

/** `"1:05"` from milliseconds, rounded up so that it shows 0:00 only when nothing is left. */
export function countdown(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

const clockTime = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hourCycle: "h23" });
const dayTimes = new Map<string, Intl.DateTimeFormat>();

/** The time of day, to the second. */
export const timeOfDay = (at: number): string => clockTime.format(at);

/** Date and time, to the minute; in English as the browser's own kind of English has it. */
export function dateAndTime(at: number, lang = "en"): string {
  const format =
    dayTimes.get(lang) ??
    new Intl.DateTimeFormat(lang === "en" ? undefined : lang, { dateStyle: "medium", timeStyle: "short" });
  dayTimes.set(lang, format);
  return format.format(at);
}
