import { type Code } from "../../../src/protocol/codes.ts";
import { SessionError } from "../../../src/protocol/errors.ts";
import { days, hours } from "../../../src/session/policy.ts";
import { memoryStore } from "../../../src/stores/memory/index.ts";
import type { Store } from "../../../src/stores/store.ts";
import { type FaultyStore, faultyStore } from "../../support/faulty-store.ts";
import type { Answer } from "./send.ts";
import { cookieName, fromOwnPage, openSite, type Site } from "./site.ts";
import { bearer, cookie, held, login, logout, refresh, whoAmI } from "./visits.ts";

type Visit = (site: Site) => Promise<Answer>;

const successes: [string, Visit][] = [
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
const wrong = { email: "nobody@example.com", password: "wrong" };

/** A way to each code. Written as a record, so that a new code fails to compile until there is one. */
const failures: Record<Code, Visit> = {
  invalid_request: (site) => site.send("POST", "/login", { headers: json, body: "{" }),
  duplicate_cookie: (site) => refresh(site, "", { Cookie: `${cookieName}=a; ${cookieName}=b` }),
  invalid_credentials: (site) => site.send("POST", "/login", { headers: json, body: wrong }),
  access_token_missing: (site) => site.send("GET", "/session"),
  access_token_invalid: (site) => whoAmI(site, "x"),
  refresh_token_missing: (site) => site.send("POST", "/refresh", { headers: fromOwnPage }),
  refresh_token_unknown: (site) => refresh(site, "x"),
  refresh_token_reused: async (site) => {
    const { refreshToken } = await login(site);
    await refresh(site, refreshToken);
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
    const [, token] = /=([^;]+)/.exec((await refresh(site, refreshToken)).setCookies[0] ?? "") ?? [];
    site.clock.advance(hours(1));
    await refresh(site, token ?? "");
    return refresh(site, refreshToken);
  },
  content_too_large: (site) => site.send("POST", "/login", { headers: json, body: "x".repeat(20_000) }),
  unsupported_media_type: (site) => site.send("POST", "/login", { headers: fromOwnPage, body: "x" }),
  internal_error: (site) =>
    site.send("POST", "/login", { headers: json, body: { ...wrong, email: "broken@example.com" } }),
  overloaded: (site) =>
    site.send("POST", "/login", { headers: json, body: { ...wrong, email: "busy@example.com" } }),
  store_unavailable: (site) => {
    (site.store as ReturnType<typeof faultyStore>).out = true;
    return site.send("GET", "/readyz");
  },
};

/** Fails in the ways that an identity can; everybody else is somebody. */
const identity = {
  authenticate: ({ email }: { email: string }) => {
    if (email === "broken@example.com") return Promise.reject(new Error("broken"));
    if (email === "busy@example.com") return Promise.reject(new SessionError("overloaded"));
    if (email === "nobody@example.com") return Promise.resolve(null);
    return Promise.resolve({ subject: "usr_ada", amr: ["pwd"] });
  },
};

const openWith = (issuer: string) =>
  openSite({
    issuer,
    identity,
    cookieName: cookieName as `__Host-${string}`,
    allowedOrigins: ["https://app.example"],
    store: faultyStore(memoryStore()),
  });

