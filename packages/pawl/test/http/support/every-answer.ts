import { InsufficientError } from "../../../src/http/insufficient-error.ts";
import type { Identity } from "../../../src/identity/identity.ts";
import type { Code } from "../../../src/protocol/codes.ts";
import { SessionError } from "../../../src/protocol/errors.ts";
import { days, hours } from "../../../src/session/policy.ts";
import { StoreError } from "../../../src/session/store.ts";
import { memoryStore } from "../../../src/stores/memory/index.ts";
import type { Store } from "../../../src/stores/store.ts";
import { VerifierUnavailableError } from "../../../src/verify/verifier-unavailable-error.ts";
import { aroundStore } from "../../support/around-store.ts";
import type { TestPawlOptions } from "../../support/create-test-pawl.ts";
import { serviceOne, verifierOne } from "../../support/secrets.ts";
import type { Answer } from "./send.ts";
import { cookieName, fromOwnPage, openSite, type Site } from "./site.ts";
import { bearer, cookie, form, held, login, logout, refresh, whoAmI } from "./visits.ts";

/** A site that can be brought into every state that has an answer of its own. */
export interface AnySite extends Site {
  /** From now on the store throws, and its errors carry what it was asked, as a driver's do. */
  breakStore(): void;
}

type Visit = (site: AnySite) => Promise<Answer>;

/** What somebody sends who guesses; must never come back. */
export const guesses = {
  password: "a guess that nobody must repeat",
  refreshToken: "a-guess-of-a-refresh-token-that-nobody-must-repeat",
  accessToken: "a-guess-of-an-access-token-that-nobody-must-repeat",
  serviceCredential: "a-guess-of-another-credential-that-nobody-must-repeat",
  verifierCredential: "a-guess-of-a-credential-that-nobody-must-repeat",
} as const;

export const successes: readonly (readonly [string, Visit])[] = [
  ["a login", async (site) => (await login(site)).answer],
  ["a refresh", async (site) => refresh(site, (await login(site)).refreshToken)],
  ["a logout", async (site) => logout(site, (await login(site)).refreshToken)],
  ["a session", async (site) => whoAmI(site, (await login(site)).tokens.access_token)],
  [
    "a list",
    async (site) =>
      site.send("GET", "/sessions", { headers: bearer((await login(site)).tokens.access_token) }),
  ],
  [
    "a receipt",
    async (site) =>
      site.send("POST", "/receipt", { headers: bearer((await login(site)).tokens.access_token) }),
  ],
  [
    "a stream of events",
    async (site) => site.send("GET", "/events", { headers: bearer((await login(site)).tokens.access_token) }),
  ],
  ["the revocations", async (site) => site.send("GET", "/revocations", { headers: bearer(verifierOne) })],
  [
    "a login ticket",
    async (site) =>
      site.send("POST", "/login-tickets", { headers: bearer(serviceOne), body: { subject: "usr_ada" } }),
  ],
  [
    "a login by ticket",
    async (site) =>
      site.send("POST", "/login", {
        headers: fromOwnPage,
        body: { ticket: site.pawl.createLoginTicket("usr_ada").ticket },
      }),
  ],
  ["a token by OAuth", async (site) => form(site, "/token", await refreshGrant(site))],
  [
    "a revocation by OAuth",
    async (site) => form(site, "/revoke", { token: (await login(site)).refreshToken }),
  ],
  [
    "an introspection of a token that is good",
    async (site) =>
      form(site, "/introspect", { token: (await login(site)).tokens.access_token }, bearer(verifierOne)),
  ],
  [
    "an introspection of another one",
    async (site) => form(site, "/introspect", { token: "x" }, bearer(verifierOne)),
  ],
  ["health", (site) => site.send("GET", "/healthz")],
  ["readiness", (site) => site.send("GET", "/readyz")],
  [
    "a preflight",
    (site) =>
      site.send("OPTIONS", "/login", {
        headers: { Origin: "https://app.example", "Access-Control-Request-Method": "POST" },
      }),
  ],
];

const json = { ...fromOwnPage, "Content-Type": "application/json" };
const wrong = { email: "nobody@example.com", password: guesses.password };

const loginOf = (site: AnySite, email: string): Promise<Answer> =>
  site.send("POST", "/login", { headers: json, body: { ...wrong, email } });

/** What an OAuth client sends at the token endpoint. */
async function refreshGrant(site: AnySite, more: Record<string, string> = {}) {
  const { refreshToken } = await login(site, { transport: "body" });
  return { grant_type: "refresh_token", refresh_token: refreshToken, ...more };
}

/** A way to each code. A record, so that a new code does not compile until there is one. */
export const failures: Record<Code, Visit> = {
  invalid_request: (site) => site.send("POST", "/login", { headers: json, body: "{" }),
  duplicate_cookie: (site) => refresh(site, "", { Cookie: `${cookieName}=a; ${cookieName}=b` }),
  unsupported_grant_type: (site) => form(site, "/token", { grant_type: "password" }),
  invalid_client: async (site) => form(site, "/token", await refreshGrant(site, { client_id: "another" })),
  invalid_scope: async (site) => form(site, "/token", await refreshGrant(site, { scope: "admin" })),
  invalid_target: async (site) =>
    form(site, "/token", await refreshGrant(site, { resource: "https://other.example" })),
  invalid_credentials: (site) => site.send("POST", "/login", { headers: json, body: wrong }),
  verifier_credential_invalid: (site) =>
    site.send("GET", "/revocations", { headers: bearer(guesses.verifierCredential) }),
  service_credential_invalid: (site) =>
    site.send("POST", "/login-tickets", { headers: bearer(guesses.serviceCredential) }),
  access_token_missing: (site) => site.send("GET", "/session"),
  access_token_invalid: (site) => whoAmI(site, guesses.accessToken),
  refresh_token_missing: (site) => site.send("POST", "/refresh", { headers: fromOwnPage }),
  refresh_token_unknown: (site) => refresh(site, guesses.refreshToken),
  refresh_token_reused: async (site) => {
    const { refreshToken } = await login(site);
    const { tokens } = held(await refresh(site, refreshToken));
    await whoAmI(site, tokens.access_token);
    site.clock.advance(hours(25));
    return refresh(site, refreshToken);
  },
  session_expired: async (site) => {
    const { refreshToken } = await login(site);
    site.clock.advance(days(30));
    return refresh(site, refreshToken);
  },
  session_revoked: async (site) => {
    const { refreshToken, sid } = await login(site);
    await site.pawl.revoke(sid);
    return refresh(site, refreshToken);
  },
  csrf_rejected: (site) => site.send("POST", "/refresh", { headers: cookie("x") }),
  not_found: (site) => site.send("GET", "/nowhere"),
  method_not_allowed: (site) => site.send("TRACE", "/login"),
  refresh_token_superseded: async (site) => {
    const { refreshToken } = await login(site);
    const next = held(await refresh(site, refreshToken));
    site.clock.advance(hours(1));
    await refresh(site, next.refreshToken);
    return refresh(site, refreshToken);
  },
  content_too_large: (site) => site.send("POST", "/login", { headers: json, body: "x".repeat(20_000) }),
  unsupported_media_type: (site) => site.send("POST", "/login", { headers: fromOwnPage, body: "x" }),
  internal_error: (site) =>
    site.send("POST", "/login", { headers: json, body: { ...wrong, email: "broken@example.com" } }),
  overloaded: (site) =>
    site.send("POST", "/login", { headers: json, body: { ...wrong, email: "busy@example.com" } }),
  // Guards answer with these, and a site has none; its identity throws what they do.
  insufficient_user_authentication: (site) => loginOf(site, "stale@example.com"),
  insufficient_scope: (site) => loginOf(site, "unauthorized@example.com"),
  verifier_unavailable: (site) => loginOf(site, "unverifiable@example.com"),
  store_unavailable: async (site) => {
    const { refreshToken } = await login(site);
    site.breakStore();
    return refresh(site, refreshToken);
  },
};

const thrownByGuards = new Map<string, Error>([
  ["stale@example.com", new InsufficientError("insufficient_user_authentication", {})],
  ["unauthorized@example.com", new InsufficientError("insufficient_scope", {})],
  ["unverifiable@example.com", new VerifierUnavailableError("no keys", { retryAfterMs: 1000 })],
]);

/** Fails in the ways that an identity can; everybody else is Ada. Its errors carry what it was asked. */
const identity: Identity = {
  authenticate: ({ email, password }) => {
    const carrying = Object.assign(new Error("the directory refused the bind"), { email, password });
    if (email === "broken@example.com") return Promise.reject(new Error("no directory", { cause: carrying }));
    if (email === "busy@example.com") return Promise.reject(new SessionError("overloaded"));
    const ofGuard = thrownByGuards.get(email);
    if (ofGuard !== undefined) return Promise.reject(ofGuard);
    if (email === "nobody@example.com") return Promise.resolve(null);
    return Promise.resolve({ subject: "usr_ada", amr: ["pwd"] });
  },
};

export async function openAnySite(options: TestPawlOptions & { store?: Store } = {}): Promise<AnySite> {
  let broken = false;
  const store = aroundStore(options.store ?? memoryStore(), ({ verb, parameters }, run) => {
    if (!broken) return run();
    const cause = Object.assign(new Error("the statement failed"), {
      query: "INSERT INTO sessions",
      parameters,
    });
    return Promise.reject(new StoreError(`${verb} failed`, { cause }));
  });
  const site = await openSite({
    identity,
    cookieName,
    allowedOrigins: ["https://app.example"],
    verifierCredentials: [verifierOne],
    serviceCredentials: [serviceOne],
    ...options,
    store,
  });
  return {
    ...site,
    breakStore: () => {
      broken = true;
    },
  };
}
