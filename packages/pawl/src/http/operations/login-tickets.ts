import { loginTicketRequest, loginTicketResponse } from "../components/tokens.ts";
import { bodyCodes } from "./codes.ts";
import { json } from "./content.ts";
import type { Operation } from "./operation.ts";

export const loginTickets: Operation = {
  operationId: "createLoginTicket",
  group: "For backends",
  summary: "Make a login ticket",
  text: "A backend that has logged a user in by itself, by a passkey say, gets a ticket, which the user’s browser exchanges at `POST /login`.",
  needs: ["serviceCredential"],
  feature: "services",
  request: { content: json(loginTicketRequest), required: true },
  answers: { 201: { text: "A ticket for one login.", content: json(loginTicketResponse) } },
  codes: [...bodyCodes, "service_credential_invalid", "internal_error"],
};
