import { type ClientAction, type Code, codes } from "../../../protocol/codes.ts";
import type { MediaTypeObject, OperationObject, ResponseObject } from "../document.ts";
import { type Html, html, joined, nothing } from "./html.ts";
import { words } from "./words.ts";

const whatToDo: Readonly<Record<ClientAction, string>> = {
  refresh: "Refresh once, and send the request again.",
  retry: "Nothing is lost: try again later, after `Retry-After` where there is one.",
  end: "The session is over: tell the user, who has to log in again.",
  report: "Tell whoever asked: sent again as it is, it will fail again.",
};

/** Whether a body is a failure, of whatever shape; those stand in a list of their own. */
export function isFailure(media: MediaTypeObject): boolean {
  return codesIn(media).length > 0;
}

/** The codes that an answer may have. */
function problemsOf({ content = {} }: ResponseObject): Code[] {
  return Object.values(content).flatMap(codesIn);
}

function codesIn({ schema: { allOf } }: MediaTypeObject): Code[] {
  const enums = Array.isArray(allOf) ? allOf.flatMap((part) => part?.properties?.code?.enum ?? []) : [];
  return enums.filter((code): code is Code => Object.hasOwn(codes, code));
}

/** Every problem of an operation, with what to do about it. */
export function problemList(responses: OperationObject["responses"]): Html {
  const rows = Object.entries(responses)
    .flatMap(([status, answer]) => problemsOf(answer).map((code) => ({ status, code })))
    .map(
      ({ status, code }) =>
        html`<div><dt><span class="status-code">${status}</span> <a href="#problem-${code}"><code>${code}</code></a></dt><dd>${words(codes[code].title)}</dd></div>`,
    );
  return rows.length === 0 ? nothing : html`<h4>Problems</h4><dl class="members problems">${rows}</dl>`;
}

/** Every problem of the document, once, with the operations that answer it. */
export function problemSection(operations: readonly OperationObject[]): Html {
  const used = (Object.keys(codes) as Code[]).filter((code) => operationsWith(operations, code).length > 0);
  return joined(
    used.map((code) => renderProblem(code, operationsWith(operations, code))),
    "",
  );
}

function renderProblem(code: Code, answering: readonly OperationObject[]): Html {
  const { status, title, client, retryable } = codes[code];
  const links = answering.map(({ operationId, summary }) => html`<a href="#${operationId}">${summary}</a>`);
  const action =
    client === "report" && retryable
      ? "Tell whoever asked; the same request may succeed later."
      : whatToDo[client];
  return html`<article class="problem" id="problem-${code}">
<h3><span class="status-code">${status}</span> <a href="#problem-${code}"><code>${code}</code></a></h3>
<p>${words(title)}</p>
<p><strong>What to do:</strong> ${words(action)}</p>
<p class="where">Answered by: ${joined(links, ", ")}.</p>
</article>`;
}

function operationsWith(operations: readonly OperationObject[], code: Code): OperationObject[] {
  return operations.filter(({ responses }) =>
    Object.values(responses).some((answer) => problemsOf(answer).includes(code)),
  );
}
