const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** In the words of the user's browser. */
export function dateAndTime(instant: number): string {
  return format.format(instant);
}
