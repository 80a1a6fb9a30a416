/** The one style of the page, which its policy names by its digest. Nothing in it is configured. */
export const style: string = `
:root {
  color-scheme: light dark;
  --ground: #fbfaf8; --panel: #ffffff; --ink: #1c1b1a; --soft: #5c5955; --line: #e4e1dc; --tint: #f2f0ec;
  --link: #0b5a8a; --get: #0b6b50; --post: #0b5a8a; --delete: #a3262a; --warm: #8a4b08;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #151412; --panel: #1c1b19; --ink: #ecebe8; --soft: #a9a59f; --line: #34322e; --tint: #262421;
    --link: #7cc0ee; --get: #6fd3ae; --post: #7cc0ee; --delete: #ff9d97; --warm: #f0b56c;
  }
}
*, ::before, ::after { box-sizing: border-box; }
html { scroll-padding-top: 1.5rem; -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 0 clamp(1rem, 4vw, 3rem) 6rem; max-width: 82rem;
  background: var(--ground); color: var(--ink);
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  display: grid; grid-template-columns: minmax(0, 1fr); column-gap: 4rem;
}
header { padding: 3.5rem 0 1.5rem; }
.brand { margin: 0; font-weight: 650; letter-spacing: 0.01em; }
.version { margin-left: 0.35em; color: var(--soft); font-weight: 400; }
h1 { margin: 0.25rem 0 0.75rem; font-size: clamp(2rem, 5vw, 2.75rem); line-height: 1.1; letter-spacing: -0.02em; }
h2 { margin: 4.5rem 0 0; font-size: 1.6rem; line-height: 1.25; letter-spacing: -0.015em; }
h3 { margin: 0; font-size: 1.2rem; line-height: 1.35; }
h4 { margin: 1.75rem 0 0.4rem; font-size: 0.82rem; letter-spacing: 0.05em; text-transform: uppercase; color: var(--soft); }
p { margin: 0.6rem 0; max-width: 46rem; }
header p { margin: 0.3rem 0; }
.group { margin: 0.35rem 0 0; color: var(--soft); }
.lead { font-size: 1.05rem; }
.lead p { max-width: 46rem; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: 0.18em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 3px; border-radius: 2px; }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover { text-decoration: underline; }
code, pre { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, "Liberation Mono", monospace; font-size: 0.9em; }
p code, dd code { padding: 0.08em 0.3em; border-radius: 4px; background: var(--tint); overflow-wrap: anywhere; }
pre {
  margin: 0.5rem 0 0; padding: 0.9rem 1.1rem; border: 1px solid var(--line); border-radius: 8px; background: var(--tint);
  white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.5;
}
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; padding: 0.4rem 0.8rem; background: var(--panel); }
nav { padding: 0.5rem 0 1.5rem; border-bottom: 1px solid var(--line); font-size: 0.9rem; }
nav p { margin: 1.1rem 0 0.2rem; font-weight: 650; }
nav ul { margin: 0; padding: 0; list-style: none; }
nav a { display: block; padding: 0.22rem 0; color: inherit; text-decoration: none; overflow-wrap: anywhere; }
nav a:hover { color: var(--link); text-decoration: underline; }
.method { font: 700 0.72rem/1 ui-monospace, Menlo, Consolas, monospace; letter-spacing: 0.04em; color: var(--post); }
nav .method { display: inline-block; width: 4.6em; }
.method.get { color: var(--get); }
.method.delete { color: var(--delete); }
article {
  margin: 1.5rem 0 0; padding: clamp(1.1rem, 3vw, 1.9rem); border: 1px solid var(--line); border-radius: 12px;
  background: var(--panel);
}
article:target { border-color: var(--link); box-shadow: 0 0 0 1px var(--link); }
.endpoint { margin: 0.35rem 0 0.9rem; }
.endpoint .method { margin-right: 0.4rem; font-size: 0.8rem; }
.endpoint code { padding: 0; background: none; font-size: 1rem; }
.media { margin: 0.2rem 0; font-size: 0.9rem; color: var(--soft); }
.media code { padding: 0; background: none; }
.or { margin: 0.9rem 0; color: var(--soft); font-style: italic; }
.members { margin: 0.5rem 0 0; border-top: 1px solid var(--line); }
.members > div { display: grid; gap: 0 1.5rem; padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
.members dt { overflow-wrap: anywhere; }
.members dt > code { font-weight: 600; }
.members dd { margin: 0; color: var(--soft); }
.type, .optional { font-size: 0.85rem; color: var(--soft); }
.optional { font-style: italic; color: var(--warm); }
.status { margin: 0.8rem 0 0.3rem; }
.status > span, .status-code { font: 700 0.85rem/1 ui-monospace, Menlo, Consolas, monospace; color: var(--get); }
.status-code { color: var(--warm); }
.status > span { margin-right: 0.35rem; }
.answer + .answer { margin-top: 1.4rem; }
details { margin-top: 0.7rem; }
summary { width: fit-content; cursor: pointer; font-size: 0.9rem; color: var(--soft); }
.problem { padding-block: 1.1rem; }
.where { font-size: 0.9rem; color: var(--soft); }
@media (min-width: 46rem) {
  .members > div { grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); }
}
@media (min-width: 66rem) {
  body { grid-template-columns: 17rem minmax(0, 1fr); grid-template-areas: "top top" "side main"; align-items: start; }
  header { grid-area: top; }
  nav { grid-area: side; position: sticky; top: 0; max-height: 100vh; overflow-y: auto; padding: 0 0 2rem; border: 0; }
  nav p:first-child, .lead p:first-child { margin-top: 0.6rem; }
  main { grid-area: main; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media print { nav, .skip { display: none; } article { break-inside: avoid; } }
`;
