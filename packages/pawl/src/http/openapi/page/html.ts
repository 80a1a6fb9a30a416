/** Text that is HTML already. Only `html` and `raw` make one, so what is configured cannot become markup by accident. */
export interface Html {
  readonly markup: string;
}

type Value = Html | string | number | readonly Html[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** HTML with holes: text in them is escaped, for elements and quoted attributes alike. */
export function html(literals: TemplateStringsArray, ...values: readonly Value[]): Html {
  const markup = literals.map((literal, i) => literal + (i < values.length ? markupOf(values[i] ?? "") : ""));
  return { markup: markup.join("") };
}

/** Markup of our own, taken as it is. */
export function raw(markup: string): Html {
  return { markup };
}

export const nothing: Html = raw("");

/** One after the other, with something in between. */
export function joined(parts: readonly Html[], between: string): Html {
  return raw(parts.map(({ markup }) => markup).join(between));
}

function markupOf(value: Value): string {
  if (typeof value === "string" || typeof value === "number") return escaped(String(value));
  return "markup" in value ? value.markup : value.map(({ markup }) => markup).join("");
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
