/**
 * The default look. Follows the page: its font, its `color-scheme` (light unless the page says otherwise), and the
 * custom properties `--pawl-surface`, `--pawl-text`, `--pawl-accent` and `--pawl-on-accent`.
 */
const css = `
.pawl-expired{box-sizing:border-box;width:min(27rem,100% - 2rem);padding:1.75rem;border:1px solid light-dark(#d9dce3,#3b404c);border-radius:.875rem;background:var(--pawl-surface,light-dark(#fff,#1b1e26));color:var(--pawl-text,light-dark(#171a21,#eceef3));line-height:1.5;box-shadow:0 1.25rem 4rem #0006}
.pawl-expired::backdrop{background:#0b0e148c;backdrop-filter:blur(3px)}
.pawl-expired h2{margin:0 0 .5rem;font-size:1.3rem;line-height:1.25;text-wrap:balance}
.pawl-expired p{margin:0 0 1.5rem}
.pawl-expired a{display:block;padding:.7rem 1.25rem;border:1px solid #0000;border-radius:.5rem;background:var(--pawl-accent,light-dark(#1d4ed8,#9db8ff));color:var(--pawl-on-accent,light-dark(#fff,#0c1733));font-weight:600;text-align:center;text-decoration:none}
.pawl-expired a:hover{filter:brightness(1.12)}
.pawl-expired a:focus{outline:3px solid var(--pawl-accent,light-dark(#1d4ed8,#9db8ff));outline-offset:3px}
@media (min-width:30rem){.pawl-expired a{display:inline-block}}
@media (prefers-reduced-motion:no-preference){.pawl-expired{animation:pawl-expired .18s ease-out}}
@keyframes pawl-expired{from{opacity:0;translate:0 .5rem}}`;

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
