import { csrfHeader, csrfHeaderValue } from "../../protocol/names.ts";
import type { HeaderTable } from "./operation.ts";

/** Of requests that use or set the cookie. */
export const csrf: HeaderTable = {
  [csrfHeader]: {
    text: `Needed whenever the cookie is used or set: always \`${csrfHeaderValue}\`. Browsers add what else is looked at, \`Sec-Fetch-Site\` and \`Origin\`, by themselves.`,
    schema: { type: "string", enum: [csrfHeaderValue] },
    required: false,
  },
};

/** Of answers that set the cookie. */
export const setCookie: HeaderTable = {
  "Set-Cookie": {
    text: "The refresh token, where it travels by cookie: `Path=/; Secure; HttpOnly; SameSite=Strict`. A cookie with `Max-Age=0` deletes it.",
    schema: { type: "string" },
    required: false,
  },
};

/** Of requests for what may be cached. */
export const ifNoneMatch: HeaderTable = {
  "If-None-Match": {
    text: "The `ETag` of the copy that the sender has.",
    schema: { type: "string" },
    required: false,
  },
};

/** Of answers that may be cached. */
export const cached: HeaderTable = {
  ETag: { text: "Names this version.", schema: { type: "string" }, required: true },
  "Cache-Control": { text: "How long it may be kept.", schema: { type: "string" }, required: true },
};
