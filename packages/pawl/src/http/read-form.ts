import { SessionError } from "../protocol/errors.ts";
import { readBody } from "./read-body.ts";

/** The parameters of a form. One without a value counts as left out (RFC 6749 §3.2). */
export interface Form {
  /** The value of a parameter; `undefined` without one. */
  get(name: string): string | undefined;
  /** The value of a parameter. Throws SessionError `invalid_request` without one. */
  need(name: string): string;
  /** All values of a parameter that may come several times. */
  all(name: string): readonly string[];
}

/** RFC 8707 §2 and RFC 8693 §2.1: the two that may name several. */
const repeatable: ReadonlySet<string> = new Set(["resource", "audience"]);

/**
 * Reads the body of an OAuth request (RFC 6749 §3.2 and appendix B): `application/x-www-form-urlencoded` only, at most
 * 16 KiB, UTF-8 before and after decoding, no parameter twice. Parameters that nobody knows are kept, and harm nothing.
 * The query of the URL is not looked at: it would be logged.
 *
 * @throws SessionError `unsupported_media_type`, `content_too_large` or `invalid_request`; the detail holds nothing that
 * was sent.
 */
export async function readForm(request: Request): Promise<Form> {
  const bytes = await readBody(request);
  const type = request.headers.get("content-type") ?? "";
  const isForm = /^application\/x-www-form-urlencoded\s*(;\s*charset=("?)utf-8\2\s*)?$/i.test(type);
  if (bytes.length > 0 && !isForm) {
    const detail = "Send application/x-www-form-urlencoded, in UTF-8.";
    throw new SessionError("unsupported_media_type", { detail });
  }
  const parameters = parse(bytes);
  const get = (name: string): string | undefined => parameters.get(name)?.[0];
  return {
    get,
    need(name) {
      const value = get(name);
      if (value === undefined) throw new SessionError("invalid_request", { detail: `${name} is missing.` });
      return value;
    },
    all: (name) => parameters.get(name) ?? [],
  };
}

function parse(bytes: Uint8Array): ReadonlyMap<string, readonly string[]> {
  const seen = new Set<string>();
  const parameters = new Map<string, string[]>();
  for (const [name, value] of pairsOf(bytes)) {
    if (seen.has(name) && !repeatable.has(name)) {
      throw new SessionError("invalid_request", { detail: "A parameter comes twice." });
    }
    seen.add(name);
    if (value === "") continue;
    const values = parameters.get(name);
    if (values === undefined) parameters.set(name, [value]);
    else values.push(value);
  }
  return parameters;
}

function pairsOf(bytes: Uint8Array): [name: string, value: string][] {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.split("&").flatMap((pair) => {
      if (pair === "") return [];
      const equals = pair.indexOf("=");
      return equals < 0
        ? [[decoded(pair), ""]]
        : [[decoded(pair.slice(0, equals)), decoded(pair.slice(equals + 1))]];
    });
  } catch {
    throw new SessionError("invalid_request", { detail: "The body is not a form in UTF-8." });
  }
}

/** @throws URIError for a percent sign without two digits, and for bytes that are no UTF-8. */
function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}
