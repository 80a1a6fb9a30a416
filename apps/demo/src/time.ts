const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
] as const;

/** `"3 minutes"`: a span of milliseconds in its largest unit, rounded. */
function inWords(spanMs: number): string {
  const [unit, size] = units.find(([, unitMs]) => spanMs >= unitMs) ?? ["second", 1000];
  const count = Math.round(spanMs / size);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** `"just now"` or `"3 minutes ago"`. */
export function ago(at: number, now: number): string {
  return now - at < 1000 ? "just now" : `${inWords(now - at)} ago`;
}

/** `"in 7 days"`, or `"now"` when it has passed. */
export function until(at: number, now: number): string {
  return at <= now ? "now" : `in ${inWords(at - now)}`;
}

/** `"1:05"` from milliseconds, rounded up so that it shows 0:00 only when nothing is left. */
export function countdown(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

const clockTime = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hourCycle: "h23" });
const dayTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** The time of day, to the second. */
export const timeOfDay = (at: number): string => clockTime.format(at);

/** Date and time, to the minute. */
export const dateAndTime = (at: number): string => dayTime.format(at);
