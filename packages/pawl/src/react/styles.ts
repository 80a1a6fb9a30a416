import type { CSSProperties } from "react";

/**
 * The default look. Follows the page: its font, its direction, its `color-scheme` (light unless the page says
 * otherwise), and the custom properties `--pawl-surface`, `--pawl-text`, `--pawl-accent` and `--pawl-on-accent`.
 */
const css = `
.pawl-dialog{box-sizing:border-box;inline-size:min(27rem,100% - 2rem);padding:1.75rem;border:1px solid light-dark(#d9dce3,#3b404c);border-radius:.875rem;background:var(--pawl-surface,light-dark(#fff,#1b1e26));color:var(--pawl-text,light-dark(#171a21,#eceef3));line-height:1.5;text-align:start;box-shadow:0 1.25rem 4rem #0006}
.pawl-dialog::backdrop{background:#0b0e148c;backdrop-filter:blur(3px)}
.pawl-dialog h2{margin:0 0 .5rem;font-size:1.3rem;line-height:1.25;text-wrap:balance}
.pawl-dialog p{margin:0 0 .75rem;font-variant-numeric:tabular-nums}
.pawl-action{display:inline-block;box-sizing:border-box;inline-size:100%;margin-block-start:.75rem;padding:.7rem 1.25rem;border:1px solid #0000;border-radius:.5rem;background:var(--pawl-accent,light-dark(#1d4ed8,#9db8ff));color:var(--pawl-on-accent,light-dark(#fff,#0c1733));font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
.pawl-action+.pawl-action{border-color:currentColor;background:none;color:inherit}
.pawl-action:hover{filter:brightness(1.12)}
.pawl-action:focus{outline:3px solid var(--pawl-accent,light-dark(#1d4ed8,#9db8ff));outline-offset:3px}
@media (min-width:30rem){.pawl-action{inline-size:auto;margin-inline-end:.75rem}}
@media (forced-colors:active){.pawl-dialog{border-width:3px}.pawl-action{border-color:currentColor}}
@media (prefers-reduced-motion:no-preference){.pawl-dialog{animation:pawl-dialog .18s ease-out}}
@keyframes pawl-dialog{from{opacity:0;translate:0 .5rem}}`;

/** For a text that is only heard. Not in the sheet, since it has to hold with every look. */
export const visuallyHidden: CSSProperties = {
  position: "absolute",
  inlineSize: 1,
  blockSize: 1,
  margin: 0,
  overflow: "hidden",
  clipPath: "inset(50%)",
  whiteSpace: "nowrap",
};

/**
 * Adds the look to a document, until the returned function is called. A constructable sheet, since a strict
 * Content-Security-Policy forbids style elements and attributes.
 */
export function adoptStyles(document: Document): () => void {
  const Sheet = document.defaultView?.CSSStyleSheet;
  // Without them, the browser's own look of a dialog is readable, too.
  if (!Sheet || !document.adoptedStyleSheets) return () => undefined;
  const sheet = new Sheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  };
}
