import type { Request as ExpressRequest, RequestHandler } from "express";
import { createAdmission } from "../admission.ts";
import type { AccessTokenVerifier } from "../authenticate.ts";
import type { Handler } from "../handler.ts";
import { refusal } from "../require-session.ts";
import type { SessionRequirements } from "../session-requirements.ts";
import { answerTo, authorizationOf, writeResponse } from "./node.ts";

/**
 * All routes as Express middleware: `app.use("/auth", pawlRouter(pawl))`, mounted at the path of the issuer.
 * Works before or after `express.json()` and `express.urlencoded()`. Before them it is stricter: a member that comes twice is
 * refused, where Express has picked the last one by the time that it comes here.
 */
export function pawlRouter(pawl: { readonly handler: Handler }): RequestHandler {
  return (incoming, outgoing, next) => {
    answerTo(pawl.handler, incoming, bodyThatWasRead(incoming))
      .then((response) => writeResponse(response, incoming, outgoing))
      .catch(next);
  };
}

/**
 * Guards the routes behind it; `res.locals.session` then holds the claims of the access token. Otherwise the answer
 * is our typed 401, or 403 for a scope that is lacking. Does not check roles.
 *
 * @throws TypeError that names the requirement and the fix.
 */
export function requireSession(
  verifier: AccessTokenVerifier,
  requirements?: SessionRequirements,
): RequestHandler {
  const admit = createAdmission(verifier, requirements);
  return (incoming, outgoing, next) => {
    admit(authorizationOf(incoming))
      .then(
        (session) => {
          outgoing.locals["session"] = session;
          next();
        },
        (thrown: unknown) => writeResponse(refusal(thrown), incoming, outgoing),
      )
      .catch(next);
  };
}

/** What a body parser took from the stream, written out again; `undefined` if the stream is untouched. */
function bodyThatWasRead(incoming: ExpressRequest): string | Uint8Array<ArrayBuffer> | undefined {
  if (!incoming.readableEnded && !incoming.readableDidRead) return undefined;
  const body: unknown = incoming.body;
  // `express.text()` leaves a string, `express.raw()` bytes, `express.urlencoded()` an object, `express.json()` a value.
  if (body === undefined || typeof body === "string") return body;
  if (body instanceof Uint8Array) return new Uint8Array(body);
  return incoming.is("urlencoded") ? formOf(body as object) : JSON.stringify(body);
}

/**
 * A parameter that came twice is a list by now, and comes twice again. What became an object had brackets in its name, as no
 * parameter of ours has.
 */
function formOf(body: object): string {
  const form = new URLSearchParams();
  for (const [name, values] of Object.entries(body)) {
    for (const value of [values].flat()) if (typeof value === "string") form.append(name, value);
  }
  return form.toString();
}
