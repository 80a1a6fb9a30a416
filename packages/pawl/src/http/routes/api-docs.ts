import { SessionError } from "../../protocol/errors.ts";
import type { ApiDocs } from "../api-docs.ts";
import type { HttpContext, Route } from "../context.ts";
import { publicAnswer } from "../public-answer.ts";

/** `GET /openapi.json`: every route, with what it takes and answers, for programs. Not there with `apiDocs: false`. */
export const openApi: Route = async (ctx, request) => publicAnswer(request, await docsOf(ctx).document());

/** `GET /docs`: the same as a page, for people. */
export const docs: Route = async (ctx, request) => publicAnswer(request, await docsOf(ctx).page());

function docsOf({ apiDocs }: HttpContext): ApiDocs {
  if (apiDocs === undefined) throw new SessionError("not_found");
  return apiDocs;
}
