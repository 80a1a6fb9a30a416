import { sessionResponse } from "../components/sessions.ts";
import { accessTokenCodes, storeCodes } from "./codes.ts";
import { json } from "./content.ts";
import type { Operation } from "./operation.ts";

export const session: Operation = {
  operationId: "getSession",
  group: "A user’s devices",
  summary: "Who am I, on which session",
  text: "The session of the access token, as the store has it now.",
  needs: ["accessToken"],
  answers: { 200: { text: "The session.", content: json(sessionResponse) } },
  codes: [...accessTokenCodes, ...storeCodes],
};
