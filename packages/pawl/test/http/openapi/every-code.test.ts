/**
 * Goal: an operation declares no problem that it never answers.
 * Method: each code of each operation is provoked over real HTTP, on servers that share a store: one that is well, and one
 * whose store fails. That no answer has a code that is not declared is held by every test that sees one.
 */
import { expect, test } from "vitest";
import type { Random } from "../../../src/engine/ports.ts";
import { operationAt } from "../../../src/http/operations/table.ts";
import { routeTable } from "../../../src/http/router.ts";
import type { Code } from "../../../src/protocol/codes.ts";
import { SessionError } from "../../../src/protocol/errors.ts";
import type { Problem } from "../../../src/protocol/wire.ts";
import { StoreError } from "../../../src/session/store.ts";
import { memoryStore } from "../../../src/stores/memory/index.ts";
import { aroundStore } from "../../support/around-store.ts";
import { fakeClock } from "../../support/clock.ts";
import type { TestPawlOptions } from "../../support/create-test-pawl.ts";
import { ada } from "../../support/people.ts";
import { seededRandom } from "../../support/random.ts";
import { serviceOne, verifierOne, verifierTwo } from "../../support/secrets.ts";
import { failures, openAnySite } from "../support/every-answer.ts";
import { someSid } from "../support/route-list.ts";
import type { Answer, Sent } from "../support/send.ts";
import { cookieName, fromOwnPage, openSite, type Site } from "../support/site.ts";
import { bearer, type Held, login } from "../support/visits.ts";

/** Why no request leads to a code that is declared. */
const unprovoked: Readonly<Record<string, string>> = {
  "getRevocations internal_error": "the list takes every failure of its store for no answer",
  "pollSecurityEvents internal_error": "the same list comes first",
  "getOpenApi internal_error": "only a fault of Pawl itself, in what makes the document",
  "getDocs internal_error": "only a fault of Pawl itself, in what makes the page",
  "getAuthorizationServer internal_error": "only a fault of Pawl itself: nothing is asked for it",
  ...Object.fromEntries(
    ["refresh_token_unknown", "refresh_token_reused", "refresh_token_superseded"].map((code) => [
      `refreshByOAuth ${code}`,
      "is provoked, with what becomes of the session, in oauth/token-refusals.test.ts",
    ]),
  ),
  ...Object.fromEntries(
    ["session_expired", "session_revoked"].map((code) => [
      `refreshByOAuth ${code}`,
      "is provoked, for each reason, in oauth/token-refusals.test.ts",
    ]),
  ),
};

interface Scene {
  readonly site: Site;
  readonly mine: Held;
  /** A server that has just been started on the same store, which now fails. */
  failing(error: Error): Promise<Site>;
}

const options = {
  verifierCredentials: [verifierOne],
  serviceCredentials: [serviceOne],
  securityEventReceivers: [{ credential: verifierTwo, audience: "receiver" }],
} satisfies TestPawlOptions;

async function open(): Promise<Scene> {
  const [store, clock] = [memoryStore(), fakeClock()];
  const site = await openSite({ ...options, store, clock });
  const failing = async (error: Error) => {
    let isStarted = false;
    const random: Random = (bytes) => {
      if (isStarted) throw error;
      return seededRandom(2)(bytes);
    };
    // A login asks its identity before the store, and a ticket asks no store at all.
    const identity = { authenticate: () => Promise.reject(error) };
    const failed = aroundStore(store, () => Promise.reject(error));
    const started = await openSite({ ...options, store: failed, clock, identity, random });
    isStarted = true;
    return started;
  };
  return { site, mine: await login(site), failing };
}

/** A request that would do, with what it needs. */
function rightRequest(operationId: string, { refreshToken, tokens }: Held): Sent {
  const cookie = { ...fromOwnPage, Cookie: `${cookieName}=${refreshToken}` };
  const sent: Readonly<Record<string, Sent>> = {
    login: { headers: fromOwnPage, body: { email: ada.email, password: ada.password } },
    refresh: { headers: cookie },
    logout: { headers: cookie },
    createLoginTicket: { headers: bearer(serviceOne), body: { subject: "usr_ada" } },
    getRevocations: { headers: bearer(verifierOne) },
    pollSecurityEvents: { headers: bearer(verifierTwo), body: { returnImmediately: true } },
    refreshByOAuth: form({ grant_type: "refresh_token", refresh_token: refreshToken }),
    revokeByOAuth: form({ token: refreshToken }),
    introspect: form({ token: tokens.access_token }, bearer(verifierOne)),
  };
  return sent[operationId] ?? { headers: bearer(tokens.access_token) };
}

/** What OAuth clients send. */
function form(parameters: Record<string, string>, headers: Readonly<Record<string, string>> = {}): Sent {
  const type = { "Content-Type": "application/x-www-form-urlencoded" };
  return { headers: { ...headers, ...type }, body: new URLSearchParams(parameters).toString() };
}

const isForm = (operationId: string): boolean =>
  ["refreshByOAuth", "revokeByOAuth", "introspect"].includes(operationId);

type Ask = (site: Site, sent: Sent) => Promise<Answer>;

/** Ways to a code that are the same for all operations. */
const generally: Partial<
  Record<Code, (ask: Ask, scene: Scene, right: Sent, operationId: string) => Promise<Answer>>
> = {
  invalid_request: (ask, { site }, { headers, body }, id) =>
    isForm(id)
      ? ask(site, { ...(headers === undefined ? {} : { headers }), body: "a=1&a=1" })
      : body !== undefined || ["refresh", "logout"].includes(id)
        ? ask(site, { headers: { ...headers, "Content-Type": "application/json" }, body: "{" })
        : ask(site, { headers: { Authorization: "Bearer a b" } }),
  invalid_client: (ask, { site }) => ask(site, form({ ...everyGrant, client_id: "another" })),
  content_too_large: (ask, { site }, { headers }) =>
    ask(site, { headers: { ...headers, "Content-Type": "application/json" }, body: "x".repeat(20_000) }),
  unsupported_media_type: (ask, { site }, { headers }) =>
    ask(site, { headers: { ...headers, "Content-Type": "text/plain" }, body: "x" }),
  access_token_missing: (ask, { site }) => ask(site, {}),
  access_token_invalid: (ask, { site }) => ask(site, { headers: bearer("x") }),
  verifier_credential_invalid: (ask, { site }) => ask(site, { headers: bearer("x") }),
  service_credential_invalid: (ask, { site }) => ask(site, { headers: bearer("x") }),
  csrf_rejected: (ask, { site }, { body }) =>
    ask(site, { headers: { Cookie: `${cookieName}=x` }, ...(body === undefined ? {} : { body }) }),
  duplicate_cookie: (ask, { site }, right) =>
    ask(site, { ...right, headers: { ...fromOwnPage, Cookie: `${cookieName}=a; ${cookieName}=b` } }),
  not_found: (ask, { site }, right) => ask(site, right),
  // As after the process was told to stop; for a login, as the queue of password hashes says it.
  overloaded: async (ask, { site }, right, id) => {
    const busy = { authenticate: () => Promise.reject(new SessionError("overloaded")) };
    if (id === "login") return ask(await openSite({ ...options, identity: busy }), right);
    site.pawl.close();
    const streamed = { ...right.headers, Accept: "text/event-stream" };
    return ask(site, { headers: streamed });
  },
  internal_error: async (ask, { failing }, right) => ask(await failing(new Error("a fault")), right),
  store_unavailable: async (ask, { failing }, right) => ask(await failing(new StoreError("is away")), right),
};

/** What each of the OAuth routes needs, at once: what they do not know is ignored. */
const everyGrant = { grant_type: "refresh_token", refresh_token: "x", token: "x" };

const pairs = [...routeTable].flatMap(([path, methods]) =>
  [...methods.keys()].flatMap((method) => {
    const { operationId = "", codes = [] } = operationAt(path, method) ?? {};
    return codes.map((code) => ({ path, method, operationId, code }));
  }),
);

test.each(pairs.filter(({ operationId, code }) => unprovoked[`${operationId} ${code}`] === undefined))(
  "$operationId answers $code",
  async ({ path, method, operationId, code }) => {
    const ask: Ask = (site, sent) => site.send(method, path.replace("{sid}", someSid), sent);
    const scene = await open();
    const way = generally[code];
    const answer =
      way === undefined
        ? await failures[code](await openAnySite())
        : await way(ask, scene, rightRequest(operationId, scene.mine), operationId);
    expect((answer.json as Problem | undefined)?.code, answer.text).toBe(code);
  },
);

test("what is not provoked is declared", () => {
  const declared = pairs.map(({ operationId, code }) => `${operationId} ${code}`);
  expect(Object.keys(unprovoked).filter((pair) => !declared.includes(pair))).toEqual([]);
});

test("a way that is not general belongs to one operation, so it cannot be mistaken for another’s", () => {
  const special = pairs
    .filter(({ operationId, code }) => unprovoked[`${operationId} ${code}`] === undefined)
    .filter(({ code }) => generally[code] === undefined)
    .map(({ code }) => code);
  expect(new Set(special).size).toBe(special.length);
});
