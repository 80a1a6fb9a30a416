import { endedSessions, sessionsResponse } from "../components/sessions.ts";
import { accessTokenCodes, storeCodes } from "./codes.ts";
import { json } from "./content.ts";
import type { Operation } from "./operation.ts";

const group = "A user’s devices";
const needs = ["accessToken"] as const;

export const listSessions: Operation = {
  operationId: "listSessions",
  group,
  summary: "List the user’s devices",
  text: "All live sessions of the user, the caller’s among them.",
  needs,
  answers: { 200: { text: "The sessions, newest first.", content: json(sessionsResponse) } },
  codes: [...accessTokenCodes, ...storeCodes],
};

export const endSession: Operation = {
  operationId: "endSession",
  group,
  summary: "End one session",
  text: "Logs one device of the user out. Somebody else’s session looks like none at all.",
  needs,
  path: {
    sid: {
      text: "The session.",
      schema: { type: "string", pattern: "^[A-Za-z0-9_-]{22}$" },
      required: true,
    },
  },
  answers: { 204: { text: "It has ended." } },
  codes: [...accessTokenCodes, "not_found", ...storeCodes],
};

export const endOtherSessions: Operation = {
  operationId: "endOtherSessions",
  group,
  summary: "End all other sessions",
  text: "Logs every other device of the user out.",
  needs,
  answers: { 200: { text: "How many were ended.", content: json(endedSessions) } },
  codes: [...accessTokenCodes, ...storeCodes],
};
