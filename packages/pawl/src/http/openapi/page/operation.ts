import type { JsonSchema } from "../../operations/operation.ts";
import type { ContentObject, OpenApiDocument, OperationObject, ResponseObject } from "../document.ts";
import { exampleCall } from "./example-call.ts";
import { type Html, html, joined, nothing } from "./html.ts";
import { isFailure, problemList } from "./problems.ts";
import { alternativesOf, definition, exampleOf, memberList, nameOf, typeOf } from "./schema.ts";
import { words } from "./words.ts";

/** One operation, with everything that it takes and answers. */
export function renderOperation(
  document: OpenApiDocument,
  path: string,
  method: string,
  operation: OperationObject,
): Html {
  const { operationId, summary, description, security, parameters = [], requestBody, responses } = operation;
  const rows = parameters.map(({ name, schema, required, description: text }) =>
    definition(name, schema, required, text),
  );
  const { schemas } = document.components;
  const answers = Object.entries(responses).filter(([, answer]) => !isOfProblemsAlone(answer));
  return html`
<article id="${operationId}" aria-labelledby="${operationId}-title">
<h3 id="${operationId}-title"><a href="#${operationId}">${summary}</a></h3>
<p class="endpoint"><span class="method ${method}">${method.toUpperCase()}</span> <code>${path}</code></p>
<p>${words(description)}</p>
${part("Needs", needs(security))}
${rows.length === 0 ? nothing : part(parameters.some(({ in: place }) => place === "path") ? "Path" : "Headers", html`<dl class="members">${rows}</dl>`)}
${requestBody === undefined ? nothing : part(requestBody.required ? "Body" : "Body, if any", body(requestBody.content, schemas))}
${part("Example", html`<pre><code>${exampleCall(document, path, method, operation)}</code></pre>`)}
${part("Answers", html`${answers.map(([status, answer]) => renderAnswer(status, answer, schemas))}`)}
${problemList(responses)}
</article>`;
}

function part(title: string, content: Html): Html {
  return html`<h4>${title}</h4>${content}`;
}

function needs(security: OperationObject["security"]): Html {
  const ways = security.flatMap((one) => Object.keys(one));
  const isFree = security.some((one) => Object.keys(one).length === 0);
  const links = ways.map((name) => html`<a href="#credential-${name}"><code>${name}</code></a>`);
  if (links.length === 0) return html`<p>No credential.</p>`;
  return html`<p>${joined(links, " or ")}${isFree ? ", or a token in the body" : ""}.</p>`;
}

function body(content: ContentObject, schemas: Readonly<Record<string, JsonSchema>>): Html {
  const parts = Object.entries(content).map(([type, media]) => {
    const forms = alternativesOf(media.schema).map((schema) => namedBody(schema, schemas));
    return html`<p class="media"><code>${type}</code></p>${joined(forms, `<p class="or">or</p>`)}${eventList(media["x-event-data"])}`;
  });
  return joined(parts, "");
}

function namedBody(schema: JsonSchema, schemas: Readonly<Record<string, JsonSchema>>): Html {
  const name = nameOf(schema);
  if (name === undefined) return nothing;
  return html`<p>${typeOf(schema)}</p>${memberList(schemas[name] ?? {})}`;
}

function eventList(events: Readonly<Record<string, JsonSchema>> = {}): Html {
  const rows = Object.entries(events).map(
    ([name, schema]) =>
      html`<div><dt><code>event: ${name}</code></dt><dd>data: ${typeOf(schema)}, as JSON</dd></div>`,
  );
  return rows.length === 0 ? nothing : html`<dl class="members">${rows}</dl>`;
}

function renderAnswer(
  status: string,
  { description, headers = {}, content = {} }: ResponseObject,
  schemas: Readonly<Record<string, JsonSchema>>,
): Html {
  const fields = Object.entries(headers).map(([name, { schema, required, description: text }]) =>
    definition(name, schema, required, text),
  );
  const named = Object.values(content).flatMap(({ schema }) => alternativesOf(schema));
  const example = named.map((schema) => exampleOf(schemas[nameOf(schema) ?? ""] ?? {})).find(Boolean);
  return html`<section class="answer">
<p class="status"><span>${status}</span> ${words(description)}</p>
${body(withoutProblems(content), schemas)}
${fields.length === 0 ? nothing : html`<details><summary>Headers</summary><dl class="members">${fields}</dl></details>`}
${example === undefined ? nothing : html`<details><summary>Example</summary><pre><code>${JSON.stringify(example, null, 2)}</code></pre></details>`}
</section>`;
}

/** Problems stand in a list of their own. */
function withoutProblems(content: ContentObject): ContentObject {
  return Object.fromEntries(Object.entries(content).filter(([, media]) => !isFailure(media)));
}

function isOfProblemsAlone({ content = {} }: ResponseObject): boolean {
  return Object.keys(content).length > 0 && Object.values(content).every(isFailure);
}
