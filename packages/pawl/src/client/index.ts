/** `pawl/client`: the browser client. Framework-free, without dependencies, and without anything of the server. */

export type { Code } from "../protocol/codes.ts";
export type { EndReason } from "../protocol/reasons.ts";
export type {
  EndedSessionsResponse,
  LoginRequest,
  Problem,
  RefreshRequest,
  RotationOutcome,
  SessionPayload,
  SessionResponse,
  SessionsResponse,
  TicketLoginRequest,
  TokenResponse,
  Transport,
} from "../protocol/wire.ts";
export type { Channel, ChannelMessage } from "./channel.ts";
export { type Client, createClient } from "./client.ts";
export type { Clock, Timers } from "./clock.ts";
export { SessionError, UnavailableError } from "./errors.ts";
export type { ClientEvent, RefreshCause } from "./events.ts";
export type { ClientFetch, ClientRequestInit } from "./fetch.ts";
export { type InactivityOptions, type InactivityWarning, watchInactivity } from "./inactivity.ts";
export type { Lock } from "./lock.ts";
export type { LoginCredentials } from "./login.ts";
export type { Patience, WaitOptions } from "./patience.ts";
export { safeReturnTo } from "./return-to.ts";
export type { ClientOptions } from "./settings.ts";
export type { ClientSession, ClientState, StateListener } from "./state.ts";
