import { z } from "zod";
import type {
  LoginRequest,
  LoginTicketRequest,
  LoginTicketResponse,
  LogoutRequest,
  OAuthTokenResponse,
  RefreshRequest,
  TicketLoginRequest,
  TokenResponse,
} from "../../protocol/wire.ts";
import {
  loginTicketRequest as loginTicketSchema,
  logoutRequest as logoutSchema,
  passwordLogin,
  refreshRequest as refreshSchema,
  ticketLogin,
} from "../schemas.ts";
import { type Component, component } from "./component.ts";
import { instant, wholeSeconds } from "./instant.ts";
import { session } from "./sessions.ts";

const loginChoices = {
  transport:
    "Where the refresh token travels: in an HttpOnly cookie, for browsers, or in the body, for apps. Default: `cookie`.",
  remember: "`false` asks for a cookie that ends with the browser session. Default: `true`.",
};

export const loginRequest: Component<LoginRequest> = component<LoginRequest>("LoginRequest", {
  text: "A login with e-mail and password.",
  members: {
    email: "The e-mail address of the user.",
    password: "The password, as it was typed.",
    ...loginChoices,
  },
  example: { email: "ada@example.com", password: "an engine weaves algebraic patterns" },
})(passwordLogin);

export const ticketLoginRequest: Component<TicketLoginRequest> = component<TicketLoginRequest>(
  "TicketLoginRequest",
  {
    text: "A login with a ticket that a backend was given for this user.",
    members: { ticket: "From `POST /login-tickets`; good once.", ...loginChoices },
  },
)(ticketLogin);

export const loginTicketRequest: Component<LoginTicketRequest> = component<LoginTicketRequest>(
  "LoginTicketRequest",
  {
    text: "Who has logged in, by the word of a backend.",
    members: {
      subject: "The user.",
      claims: "Extra claims for each access token of the session; none that Pawl sets itself.",
      amr: "How the user authenticated (RFC 8176). Default: none stated.",
    },
    example: { subject: "usr_4fTqWmZ8cVb2", amr: ["hwk"] },
  },
)(loginTicketSchema);

export const loginTicketResponse: Component<LoginTicketResponse> = component<LoginTicketResponse>(
  "LoginTicketResponse",
  {
    text: "A ticket for one login.",
    members: {
      ticket: "A secret, good once, for the browser of the user alone.",
      expires_in: "Its lifetime in seconds.",
    },
  },
)(z.object({ ticket: z.string(), expires_in: wholeSeconds }));

const refreshTokenInBody = "The refresh token, when it does not come by cookie.";

export const refreshRequest: Component<RefreshRequest> = component<RefreshRequest>("RefreshRequest", {
  text: "May be left out where the refresh token comes by cookie.",
  members: {
    refresh_token: refreshTokenInBody,
    known_revision:
      "The newest `revision` that the sender has been told of; null if none. Who always states it is never taken for a thief because a request or an answer was slow.",
    inactive_for:
      "How many whole seconds ago the user was last active, at most 400 days. Missing: now. The inactivity timeout runs from then.",
  },
  example: { known_revision: "q0v1WcD9yJt7mB2x.3", inactive_for: 0 },
})(refreshSchema);

export const logoutRequest: Component<LogoutRequest> = component<LogoutRequest>("LogoutRequest", {
  text: "May be left out where the session is named by cookie or access token.",
  members: { refresh_token: refreshTokenInBody },
})(logoutSchema);

const tokenMembers = {
  access_token: "A JWT as in RFC 9068, to be sent as `Authorization: Bearer …`.",
  token_type: "Always `Bearer`.",
  expires_in: "Lifetime of the access token in seconds, from `issued_at`.",
  issued_at: "What the server’s clock said, in milliseconds since the epoch.",
  refresh_token: "Only when the refresh token travels in the body.",
  rotation: "How a refresh was answered; a login has none.",
  revision:
    "How far the session has come; opaque, not secret. To be stated as `known_revision` at the next refresh.",
  session: "The session.",
};

const tokenPayload = {
  access_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_in: wholeSeconds,
  issued_at: instant,
  refresh_token: z.string().exactOptional(),
  rotation: z.enum(["rotated", "unchanged", "replayed", "recovered", "adopted"]).exactOptional(),
  revision: z.string(),
  session: session.schema,
};

export const tokenResponse: Component<TokenResponse> = component<TokenResponse>("TokenResponse", {
  text: "What a login or a refresh gives. A refresh token that came by cookie is answered by cookie, never in here.",
  members: tokenMembers,
})(z.object(tokenPayload));

export const oauthTokenResponse: Component<OAuthTokenResponse> = component<OAuthTokenResponse>(
  "OAuthTokenResponse",
  {
    text: "What `POST /token` gives (RFC 6749 §5.1): as `TokenResponse`, and always with the refresh token.",
    members: {
      ...tokenMembers,
      refresh_token: "The next one. The same as before where `rotation` is `unchanged`.",
      scope: "Of the access token, with spaces between, where it has one.",
    },
  },
)(z.object({ ...tokenPayload, refresh_token: z.string(), scope: z.string().exactOptional() }));
