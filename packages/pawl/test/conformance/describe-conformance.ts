import { afterAll, beforeAll, describe } from "vitest";
import { isolation } from "./isolation.ts";
import { keysAndRequests } from "./keys-and-requests.ts";
import { lostResponses } from "./lost-responses.ts";
import { openPages } from "./open-pages.ts";
import { reasons } from "./reasons.ts";
import { revocation, revocationOfOthers } from "./revocation.ts";
import { afterRaces, rotationRaces } from "./rotation-races.ts";
import { softRefusals } from "./soft-refusals.ts";
import { createSite, type Reached, type Target } from "./support/site.ts";

/*
 * Complaints that no test here has, or has in part, and why.
 *
 * |    | what is left out                     | why                                                                   |
 * | -- | ------------------------------------ | --------------------------------------------------------------------- |
 * |  5 | the log line of a reuse              | a log is not seen over HTTP; the answer's cause is tested here        |
 * |  9 | a clock that stands still            | a server's clock cannot be set over HTTP; store contract and engine   |
 * | 11 | a revocation between read and write  | met here by chance only; certain in the store contract and the engine |
 * | 16 | the size of the store after replays  | not seen over HTTP; store contract                                    |
 * | 18 | who calls logout after a 5xx or 429  | only a client can do that wrong                                       |
 * | 47 | the growth of tables, and sweeping   | not seen over HTTP; store contract                                    |
 * | 48 | tokens at rest                       | not seen over HTTP; the engine's tests of what a dump is worth        |
 * | 49 | polling that counts as activity      | that a client says when its user was active; what a server makes of   |
 * |    |                                      | that, and of traffic that is no refresh, is tested here               |
 * | 51 | the form that a logout loses         | a page's own; that a login with a dead cookie works is under 14       |
 * | 53 | keys announced before their use      | a server's keys cannot be replaced over HTTP                          |
 * | 54 | sockets opened with a dead token     | an application's; our own stream of events is tested here             |
 * | 55 | bodies that are sent twice           | only a client can do that wrong                                       |
 * | 56 | the proof of a device key            | no route of ours asks for one; what is refused before it is here      |
 *
 * 19 to 44 are of clients, frameworks and browsers.
 */

/**
 * Registers every complaint that concerns a server, as a test against the given one. Most tests run side by side,
 * since most of their time is a wait for a grace period to pass.
 */
export function describeConformance(target: Target): void {
  describe(target.name, { timeout: 180_000 + 30 * target.graceMs }, () => {
    let reached: Reached | undefined;
    beforeAll(async () => {
      reached = await target.start();
    }, 60_000);
    afterAll(() => reached?.stop());

    const site = createSite(target, () => {
      if (reached === undefined) throw new Error("The server under test has not started.");
      return reached;
    });
    describe("one at a time", () => {
      rotationRaces(site);
      revocationOfOthers(site);
    });
    describe.concurrent("side by side", () => {
      afterRaces(site);
      lostResponses(site);
      softRefusals(site);
      isolation(site);
      revocation(site);
      reasons(site);
      openPages(site);
      keysAndRequests(site);
    });
  });
}
