import { minutes } from "../../session/policy.ts";
import type { ApiDocs } from "../api-docs.ts";
import { etagOf, type PublicText } from "../public-answer.ts";
import type { ApiFacts } from "./describe-api.ts";

/** Changes with the version and the configuration alone. */
const maxAgeMs = minutes(5);

/**
 * The descriptions of a Pawl, made when they are first asked for and kept. What makes them is loaded then, too: a server
 * starts no slower for them.
 */
export function createApiDocs(facts: ApiFacts): ApiDocs {
  return {
    document: once(async () => {
      const { describeApi } = await import("./describe-api.ts");
      const text = JSON.stringify(describeApi(facts));
      return { text, type: "application/json; charset=utf-8", maxAgeMs, etag: etagOf(text) };
    }),
    page: once(async () => {
      const [{ describeApi }, { renderPage, pagePolicy }] = await Promise.all([
        import("./describe-api.ts"),
        import("./page/render-page.ts"),
      ]);
      const text = renderPage(describeApi(facts));
      const headers = { "content-security-policy": pagePolicy };
      return { text, type: "text/html; charset=utf-8", maxAgeMs, etag: etagOf(text), headers };
    }),
  };
}

/** What failed is tried again by the next who asks. */
function once(make: () => Promise<PublicText>): () => Promise<PublicText> {
  let made: Promise<PublicText> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
