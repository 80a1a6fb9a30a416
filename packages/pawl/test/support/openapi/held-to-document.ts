import type { Handler } from "../../../src/http/handler.ts";
import { textOf } from "../../../src/http/json-response.ts";
import type { Features } from "../../../src/http/operations/operation.ts";
import { type Mount, routePath } from "../../../src/http/route-path.ts";
import { tellDeviations } from "./deviations.ts";
import { deviationsOf } from "./deviations-of.ts";

/** A handler whose every answer is compared with the document; the test in which one deviates fails when it is over. */
export function heldToDocument(handler: Handler, mount: Mount, features: Features): Handler {
  return async (request) => {
    const response = await handler(request);
    const path = routePath(mount, request.url);
    const { method } = request;
    const { status, headers } = response;
    tellDeviations(deviationsOf({ method, path, status, headers, text: await bodyOf(response) }, features));
    return response;
  };
}

/** A stream has no end to wait for. */
async function bodyOf(response: Response): Promise<string | undefined> {
  if (response.headers.get("content-type") === "text/event-stream") return undefined;
  return textOf(response) ?? (await response.clone().text());
}
