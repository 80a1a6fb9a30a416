import { type Html, html, joined } from "./html.ts";

/** A text of the document: what stands in backticks is code. */
export function words(text: string): Html {
  const parts = text.split("`").map((part, i) => (i % 2 === 0 ? html`${part}` : html`<code>${part}</code>`));
  return joined(parts, "");
}

/** Several paragraphs. */
export function paragraphs(text: string): Html {
  return joined(
    text.split("\n\n").map((part) => html`<p>${words(part)}</p>`),
    "",
  );
}
