import { createHash } from "node:crypto";
import type { OpenApiDocument, OperationObject } from "../document.ts";
import { type Html, html, raw } from "./html.ts";
import { renderOperation } from "./operation.ts";
import { problemSection } from "./problems.ts";
import { exampleOf, memberList, textOf } from "./schema.ts";
import { style } from "./style.ts";
import { paragraphs, words } from "./words.ts";

/**
 * The `Content-Security-Policy` of the page: as of every answer, but for its one style, by its digest. No script, no image,
 * no frame, nothing from elsewhere, and a sandbox of its own.
 */
export const pagePolicy: string = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox`;

interface Row {
  readonly path: string;
  readonly method: string;
  readonly operation: OperationObject;
}

/** The document as a page for people: complete in itself, and without a script. What is configured is escaped. */
export function renderPage(document: OpenApiDocument): string {
  const { info, servers, tags, components } = document;
  const rows = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Row => ({ path, method, operation })),
  );
  const groups = tags.map((tag) => ({
    ...tag,
    rows: rows.filter(({ operation }) => operation.tags.includes(tag.name)),
  }));
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${info.title} ${info.version}: HTTP interface</title>
<style>${raw(style)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<p class="brand">${info.title} <span class="version">${info.version}</span></p>
<h1>HTTP interface</h1>
<p class="server"><code>${servers[0]?.url ?? ""}</code></p>
<p>For programs: <a href="openapi.json">openapi.json</a>, OpenAPI ${document.openapi}.</p>
</header>
<nav aria-label="Contents">
${groups.map(({ name, rows: ofGroup }) => html`<p>${name}</p><ul>${ofGroup.map(navigationRow)}</ul>`)}
<p>Reference</p><ul><li><a href="#credentials">Credentials</a></li><li><a href="#schemas">Schemas</a></li><li><a href="#problems">Problems</a></li></ul>
</nav>
<main id="content">
<section class="lead">${paragraphs(info.description)}</section>
${groups.map(
  ({ name, description, rows: ofGroup }) => html`
<section aria-label="${name}"><h2>${name}</h2><p class="group">${words(description)}</p>
${ofGroup.map(({ path, method, operation }) => renderOperation(document, path, method, operation))}
</section>`,
)}
<section id="credentials"><h2>Credentials</h2>${Object.entries(components.securitySchemes).map(
    ([name, { description, type, ...how }]) => html`<article id="credential-${name}">
<h3><a href="#credential-${name}"><code>${name}</code></a></h3>
<p>${words(description)}</p>
<p class="where">${type === "apiKey" ? html`Cookie <code>${how["name"] ?? ""}</code>` : html`Header <code>Authorization: Bearer …</code>`}</p>
</article>`,
  )}</section>
<section id="schemas"><h2>Schemas</h2>${Object.entries(components.schemas).map(
    ([name, schema]) => html`<article id="schema-${name}">
<h3><a href="#schema-${name}"><code>${name}</code></a></h3>
<p>${words(textOf(schema))}</p>${memberList(schema)}${example(exampleOf(schema))}
</article>`,
  )}</section>
<section id="problems"><h2>Problems</h2><p class="group">What may go wrong, and what to do about it.</p>${problemSection(
    rows.map(({ operation }) => operation),
  )}</section>
</main>
</body>
</html>
`;
  return page.markup;
}

function navigationRow({ operation, method, path }: Row): Html {
  return html`<li><a href="#${operation.operationId}"><span class="method ${method}">${method.toUpperCase()}</span> ${path}</a></li>`;
}

function example(value: unknown): Html {
  if (value === undefined) return raw("");
  return html`<details><summary>Example</summary><pre><code>${JSON.stringify(value, null, 2)}</code></pre></details>`;
}
