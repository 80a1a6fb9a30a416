import { SessionError } from "../../protocol/errors.ts";
import type { LoginTicketResponse } from "../../protocol/wire.ts";
import type { Route } from "../context.ts";
import { jsonResponse } from "../json-response.ts";
import { readJson } from "../read-json.ts";
import { loginTicketRequest } from "../schemas.ts";

/**
 * `POST /login-tickets`: a backend that has logged a user in by itself gets a ticket, which the user's browser exchanges at
 * `POST /login`. With a service credential, and not there at all where none is configured.
 */
export const loginTickets: Route = async ({ services, engine }, request) => {
  if (!services.isConfigured) throw new SessionError("not_found");
  if (!services.isKnown(request)) throw new SessionError("service_credential_invalid");
  const body = await readJson(request, loginTicketRequest);
  if (body === undefined) throw new SessionError("invalid_request", { detail: "The body is empty." });
  const { subject, claims, amr } = body;
  const response: LoginTicketResponse = ticketFor(() => engine.createLoginTicket(subject, { claims, amr }));
  return jsonResponse(response, {}, 201);
};

/** What the engine calls misuse of itself is here misuse by the backend, which is told the same. */
function ticketFor(make: () => { ticket: string; expiresInSeconds: number }): LoginTicketResponse {
  try {
    const { ticket, expiresInSeconds } = make();
    return { ticket, expires_in: expiresInSeconds };
  } catch (error) {
    const misuse =
      error instanceof TypeError ? /^createLoginTicket: (.*)/.exec(error.message)?.[1] : undefined;
    if (misuse === undefined) throw error;
    throw new SessionError("invalid_request", { detail: `${misuse}.` });
  }
}
