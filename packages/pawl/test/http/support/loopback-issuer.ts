import type { RequestListener } from "node:http";
import { requireSession, toNodeListener } from "../../../src/http/adapters/node.ts";
import type { SessionRequirements } from "../../../src/http/session-requirements.ts";
import { fakeClock } from "../../support/clock.ts";
import { createTestPawl, type TestPawlOptions } from "../../support/create-test-pawl.ts";
import { verifierOne } from "../../support/secrets.ts";
import { listen } from "./listen.ts";
import { scopedPeople } from "./oauth-site.ts";
import { send } from "./send.ts";
import type { Site } from "./site.ts";

/** A site whose issuer is where it listens, so that clients find it by themselves. */
export interface LoopbackIssuer extends Site {
  readonly issuer: string;
  /** A guarded route of an API beside it. */
  readonly resource: URL;
}

/**
 * Opens one, with a path in its issuer; what is asked of the guarded route may be given. Its clock stands at the real time until it
 * is moved, since other people's libraries look at theirs.
 */
export async function openLoopbackIssuer(
  options: TestPawlOptions = {},
  requirements: Omit<SessionRequirements, "clock"> = {},
): Promise<LoopbackIssuer> {
  let listener: RequestListener = (_, response) => response.writeHead(503).end();
  const port = await listen((request, response) => listener(request, response));
  const issuer = `http://127.0.0.1:${port}/auth`;
  const clock = options.clock ?? fakeClock(Math.floor(Date.now() / 1000) * 1000);
  const test = createTestPawl({
    identity: scopedPeople,
    verifierCredentials: [verifierOne],
    ...options,
    ...{ issuer, clock },
  });
  const auth = toNodeListener(test.pawl.handler);
  const guarded = requireSession(test.pawl, (_, response, { sub }) => void response.writeHead(200).end(sub), {
    ...requirements,
    clock: clock.read,
  });
  listener = (request, response) => {
    if (request.url === "/api") void guarded(request, response);
    else auth(request, response);
  };
  return {
    ...test,
    ...{ port, issuer, resource: new URL(`http://127.0.0.1:${port}/api`) },
    send: (method, path, sent) => send(port, method, `/auth${path}`, sent),
  };
}
