// Goal: what the command line says about the rules of sessions is what they live by.
// Method: settings other than the defaults, and the policy of the Pawl that is made of them.
import { expect, test } from "vitest";
import { composePawl } from "../../src/cli/compose-pawl.ts";
import { serveOptions } from "../../src/cli/options.ts";
import { readSettings } from "../../src/cli/read-settings.ts";
import type { Pawl } from "../../src/server/create-pawl.ts";
import { days, minutes, type Policy, seconds } from "../../src/session/policy.ts";
import { noSignal } from "../../src/session/revocation-signal.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { secretOne } from "../support/secrets.ts";

function compose(flags: Readonly<Record<string, string>>): Pawl {
  const read = readSettings(serveOptions, new Map(Object.entries(flags)), {});
  const parts = {
    ...{ store: memoryStore(), secrets: [secretOne], isProduction: false, onEvent: () => undefined },
    ...{
      verifierCredentials: [],
      serviceCredentials: [],
      securityEventReceivers: [],
      identity: undefined,
      signal: noSignal,
    },
  };
  return composePawl({ ...read, ...parts, port: 4000 }).pawl;
}

const policyOf = (flags: Readonly<Record<string, string>>): Policy => compose(flags).policy;

test("each lifetime and each rule reaches the policy", () => {
  const flags = {
    "access-token-lifetime": "11m",
    "inactivity-timeout": "12d",
    "absolute-lifetime": "13d",
    "grace-period": "14s",
    "recovery-period": "15m",
    "adopt-after-failover": "",
  };
  expect(policyOf(flags)).toMatchObject({
    accessTokenLifetimeMs: minutes(11),
    inactivityTimeoutMs: days(12),
    absoluteLifetimeMs: days(13),
    gracePeriodMs: seconds(14),
    recoveryPeriodMs: minutes(15),
    adoptAfterFailover: true,
  });
  expect(policyOf({}).adoptAfterFailover).toBe(false);
});

test("the documentation is there unless it is turned off", async () => {
  const statusOf = async (flags: Readonly<Record<string, string>>) =>
    (await compose(flags).handler(new Request("http://localhost:4000/openapi.json"))).status;
  expect(await statusOf({})).toBe(200);
  expect(await statusOf({ "no-api-docs": "" })).toBe(404);
});
