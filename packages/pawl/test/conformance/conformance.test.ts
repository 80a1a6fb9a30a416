/*
 * Goal: what the users of other session systems complain of does not happen here; each complaint is a named test.
 * Method: HTTP alone, real time, and servers as they are deployed. Nothing of Pawl’s source is imported, but for the OpenAPI
 * document, to which the answers of servers that are started here are held.
 *
 * By default the suite starts `pawl serve` and tests that. To point it at another server, in any language, that speaks
 * the routes of docs/http.md:
 *
 *     PAWL_CONFORMANCE_URL=https://auth.example.com \
 *     PAWL_CONFORMANCE_EMAIL=ada@example.com PAWL_CONFORMANCE_PASSWORD="…" \
 *     PAWL_CONFORMANCE_GRACE_MS=1000 \
 *     npx vitest run packages/pawl/test/conformance/
 *
 * - PAWL_CONFORMANCE_URL: where the routes are; with commas between, the nodes of one deployment.
 * - PAWL_CONFORMANCE_EMAIL, …_PASSWORD: an account for tests. All its sessions are ended in the course of the suite, and it
 *   logs in some hundred times within seconds: a limit on logins must not count it.
 * - PAWL_CONFORMANCE_GRACE_MS: the grace period that the server is configured with; 10000 if not given. The suite waits it
 *   out again and again, so a server under test is best configured with a second.
 * - PAWL_CONFORMANCE_OTHER_EMAIL, …_OTHER_PASSWORD: somebody else's account. Without it, what is between users is left out.
 * - PAWL_CONFORMANCE_SHORT_LIVED_URL: the same server with an access-token lifetime of 1 s, an inactivity timeout of 4 s,
 *   an absolute lifetime of 7 s and a grace period of 200 ms. Without it, what needs a session to run out is left out.
 */
import { vi } from "vitest";
import { describeConformance } from "./describe-conformance.ts";
import { targetFromEnvironment } from "./support/environment.ts";
import { onMemory, twoNodesOnPostgres, twoNodesOnRedis, twoNodesOnSqlite } from "./support/own-servers.ts";

vi.setConfig({ maxConcurrency: 100 });

const given = targetFromEnvironment(process.env);
const own = [onMemory, twoNodesOnSqlite, twoNodesOnPostgres, twoNodesOnRedis];
for (const target of given === undefined ? own : [given]) describeConformance(target);
