import { jwksMaxAgeMs } from "../tokens/key-schedule.ts";
import { etagOf, publicAnswer } from "./public-answer.ts";

/** A JSON document for anyone, kept by caches for five minutes: for as long as keys are announced before they sign. */
export function publicDocument(request: Request, value: object, contentType: string): Response {
  const text = JSON.stringify(value);
  const type = `${contentType}; charset=utf-8`;
  return publicAnswer(request, { text, type, maxAgeMs: jwksMaxAgeMs, etag: etagOf(text) });
}
