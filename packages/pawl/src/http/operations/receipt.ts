import { accessTokenCodes, storeCodes } from "./codes.ts";
import type { Operation } from "./operation.ts";

export const receipt: Operation = {
  operationId: "confirmReceipt",
  group: "Sessions of a browser or an app",
  summary: "Confirm that the new tokens are in place",
  text: "Any request with the new access token does the same; this one is for who has no other to make. From then on the former refresh token is worth nothing.",
  needs: ["accessToken"],
  answers: { 204: { text: "Noted." } },
  codes: [...accessTokenCodes, ...storeCodes],
};
