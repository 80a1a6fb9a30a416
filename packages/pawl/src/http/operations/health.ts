import { health } from "../components/service.ts";
import { storeCodes } from "./codes.ts";
import { json } from "./content.ts";
import type { Operation } from "./operation.ts";

export const healthz: Operation = {
  operationId: "getHealth",
  group: "For operators",
  summary: "Whether the process answers",
  text: "Says nothing of the store, so that an outage restarts nobody.",
  needs: ["none"],
  answers: { 200: { text: "It answers.", content: json(health) } },
  codes: [],
};

export const readyz: Operation = {
  operationId: "getReadiness",
  group: "For operators",
  summary: "Whether it can do its work",
  text: "The store answers, and there is a key to sign with.",
  needs: ["none"],
  answers: { 200: { text: "It can.", content: json(health) } },
  codes: storeCodes,
};
