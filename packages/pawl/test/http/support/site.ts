import { toNodeListener } from "../../../src/http/adapters/node.ts";
import type { HostCookieName } from "../../../src/http/cookies.ts";
import { cookieNameFor } from "../../../src/server/cookie-name.ts";
import {
  createTestPawl,
  type TestPawl,
  type TestPawlOptions,
  testIssuer,
} from "../../support/create-test-pawl.ts";
import { listen } from "./listen.ts";
import { type Answer, type Sent, send } from "./send.ts";

/** Pawl behind a real `node:http` server. */
export interface Site extends TestPawl {
  readonly port: number;
  /** One request; the path is relative to the mount. */
  send(method: string, path: string, sent?: Sent): Promise<Answer>;
}

export const cookieName: HostCookieName = cookieNameFor(testIssuer);

/** What a browser adds to a request that a page of the site itself makes with Pawl's client. */
export const fromOwnPage = {
  "Pawl-Csrf": "1",
  "Sec-Fetch-Site": "same-origin",
  Origin: "https://app.example",
} as const;

/** A new site, closed when the test is over. */
export async function openSite(options: TestPawlOptions = {}): Promise<Site> {
  const test = createTestPawl(options);
  const port = await listen(toNodeListener(test.pawl.handler));
  return { ...test, port, send: (method, path, sent) => send(port, method, `/auth${path}`, sent) };
}
