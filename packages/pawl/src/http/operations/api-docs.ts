import { cached, ifNoneMatch } from "./headers.ts";
import type { Operation } from "./operation.ts";

const unchanged = { text: "The copy that the sender has is still right.", headers: cached };

export const openApi: Operation = {
  operationId: "getOpenApi",
  group: "For operators",
  summary: "This interface, for programs",
  text: "The OpenAPI 3.1 document of the routes that this server has.",
  needs: ["none"],
  headers: ifNoneMatch,
  answers: {
    200: {
      text: "The document.",
      content: { "application/json": { schema: { type: "object" } } },
      headers: cached,
    },
    304: unchanged,
  },
  codes: ["internal_error"],
};

export const docs: Operation = {
  operationId: "getDocs",
  group: "For operators",
  summary: "This interface, for people",
  text: "The same as a page, without any script.",
  needs: ["none"],
  headers: ifNoneMatch,
  answers: {
    200: { text: "The page.", content: { "text/html": { schema: { type: "string" } } }, headers: cached },
    304: unchanged,
  },
  codes: ["internal_error"],
};
