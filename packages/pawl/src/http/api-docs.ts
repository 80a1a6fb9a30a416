import type { PublicText } from "./public-answer.ts";

/** What Pawl says about its own HTTP interface. */
export interface ApiDocs {
  /** The OpenAPI 3.1 document. */
  document(): Promise<PublicText>;
  /** The same, for people. */
  page(): Promise<PublicText>;
}
