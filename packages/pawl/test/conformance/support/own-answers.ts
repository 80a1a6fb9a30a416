import { tellDeviations } from "../../support/openapi/deviations.ts";
import { deviationsOf } from "../../support/openapi/deviations-of.ts";

const own = new Set<string>();
/** As `pawl serve` is started here. */
const features = { verifiers: false, services: false, receivers: false };

/** From now on, the answers of a server are held to Pawl's OpenAPI document; those of other makes need not be like it. */
export function holdToDocument(baseUrl: string): void {
  own.add(new URL(baseUrl).origin);
}

/** Looks at an answer, if its server is one of ours. */
export function lookAt(
  url: string,
  answer: {
    readonly method: string;
    readonly status: number;
    readonly headers: Headers;
    readonly text: string;
  },
): void {
  const { origin, pathname } = new URL(url);
  if (own.has(origin)) tellDeviations(deviationsOf({ ...answer, path: pathname }, features));
}
