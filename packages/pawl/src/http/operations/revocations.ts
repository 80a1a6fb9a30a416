import { feedEvents } from "../../protocol/names.ts";
import { feedAlive, revocationsResponse, revokedSession, revokedSubject } from "../components/revocations.ts";
import { storeCodes } from "./codes.ts";
import { eventStream, json } from "./content.ts";
import type { Operation } from "./operation.ts";

export const revocations: Operation = {
  operationId: "getRevocations",
  group: "For backends",
  summary: "Follow what ended",
  text: "For who checks access tokens elsewhere: what ended within one lifetime of an access token, as a snapshot, or for who accepts `text/event-stream` as a stream that goes on.",
  needs: ["verifierCredential"],
  feature: "verifiers",
  headers: {
    "Last-Event-ID": {
      text: "For a stream: the `id` of the last event that came. It goes on from there, if that is still known.",
      schema: { type: "string" },
      required: false,
    },
  },
  answers: {
    200: {
      text: "The whole list, or a stream that begins with it.",
      content: {
        ...json(revocationsResponse),
        ...eventStream("A snapshot, then every new entry, and a sign of life every five seconds.", {
          [feedEvents.snapshot]: revocationsResponse,
          [feedEvents.session]: revokedSession,
          [feedEvents.subject]: revokedSubject,
          [feedEvents.alive]: feedAlive,
        }),
      },
    },
  },
  codes: ["verifier_credential_invalid", "overloaded", ...storeCodes],
};
