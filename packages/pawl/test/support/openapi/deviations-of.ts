import { describeApi } from "../../../src/http/openapi/describe-api.ts";
import type { OpenApiDocument, ResponseObject } from "../../../src/http/openapi/document.ts";
import type { Features } from "../../../src/http/operations/operation.ts";
import { match } from "../../../src/http/router.ts";
import type { Code } from "../../../src/protocol/codes.ts";
import type { Problem } from "../../../src/protocol/wire.ts";
import { closed, type SchemaAt, schemasOf } from "./answer-schemas.ts";

/** An answer, as it came. */
export interface SeenAnswer {
  readonly method: string;
  /** Below the mount, without a query. */
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  /** `undefined` for a body that was not read. */
  readonly text: string | undefined;
}

interface Described {
  readonly document: OpenApiDocument;
  readonly schemaAt: SchemaAt;
}

/**
 * Guards of applications answer with these, and no route of Pawl does. Tests have them thrown by an identity, which is an
 * application's too, to see them on the wire.
 */
const ofGuards: readonly Code[] = [
  "insufficient_scope",
  "insufficient_user_authentication",
  "verifier_unavailable",
];

const known = new Map<string, Described>();

function describedWith(features: Features): Described {
  const key = JSON.stringify(features);
  const document = known.get(key)?.document ?? describeApi({ ...nowhere, features });
  const described = known.get(key) ?? { document, schemaAt: schemasOf(closed(document)) };
  known.set(key, described);
  return described;
}

const nowhere = { issuer: "https://app.example/auth", cookieName: "__Host-test" };

/** In which ways an answer is not what the document of a Pawl with these features says; empty if it is. */
export function deviationsOf(seen: SeenAnswer, features: Features): string[] {
  const { document, schemaAt } = describedWith(features);
  const route = match(seen.path);
  const method = seen.method === "HEAD" ? "GET" : seen.method;
  if (route !== undefined && !route.methods.has(method)) {
    return isOf(seen, 204, "") || isOf(seen, 405, "method_not_allowed") ? [] : [`${line(seen)}: not 405`];
  }
  const path = route?.name ?? "";
  const responses = document.paths[path]?.[method.toLowerCase()]?.responses;
  if (responses === undefined || isTurnedOff(path, seen)) {
    return isOf(seen, 404, "not_found") ? [] : [`${line(seen)}: not 404`];
  }
  if (path === "/login" && ofGuards.some((code) => isOf(seen, seen.status, code))) return [];
  const answer = responses[seen.status];
  if (answer === undefined) return [`${line(seen)}: the status is not declared`];
  const pointer = ["paths", path, method.toLowerCase(), "responses", String(seen.status), "content"];
  return [
    ...headersMissing(answer, seen),
    ...wrongIn(answer, seen, (type) => schemaAt(...pointer, type, "schema")),
  ];
}

/** With `apiDocs: false`. */
function isTurnedOff(path: string, seen: SeenAnswer): boolean {
  return /^\/(openapi\.json|docs)$/.test(path) && seen.status === 404;
}

function headersMissing({ headers = {} }: ResponseObject, seen: SeenAnswer): string[] {
  return Object.entries(headers)
    .filter(([name, { required }]) => required && !seen.headers.has(name))
    .map(([name]) => `${line(seen)}: has no ${name}`);
}

function wrongIn(
  { content = {} }: ResponseObject,
  seen: SeenAnswer,
  schemaOf: (type: string) => ReturnType<SchemaAt>,
): string[] {
  const [type = ""] = seen.headers.get("content-type")?.split(";") ?? [];
  if (type === "" && Object.keys(content).length === 0) {
    return seen.text ? [`${line(seen)}: a body that is not declared`] : [];
  }
  if (!(type in content)) return [`${line(seen)}: ${type || "no media type"} is not declared`];
  if (seen.method === "HEAD" || seen.text === undefined) return [];
  const validate = schemaOf(type);
  const isRight = validate(/json$/.test(type) ? JSON.parse(seen.text) : seen.text);
  const errors = validate.errors?.map(({ instancePath, message, params }) => {
    return `${instancePath || "the body"} ${message} ${JSON.stringify(params)}`;
  });
  return isRight ? [] : [`${line(seen)}: ${[...new Set(errors)].join("; ")}`];
}

/** A status, and the code of its problem, if the body was read. */
function isOf({ status, text, method }: SeenAnswer, wanted: number, code: string): boolean {
  if (status !== wanted) return false;
  if (method === "HEAD" || text === undefined) return true;
  return text === "" ? code === "" : (JSON.parse(text) as Partial<Problem>).code === code;
}

function line({ method, path, status, text = "" }: SeenAnswer): string {
  const code = /"code":"(\w+)"/.exec(text)?.[1];
  return `${method} ${path} ${status}${code === undefined ? "" : ` ${code}`}`;
}
