// Goal: every setting of `pawl serve` comes from its flag, else from its variable, else from its default, and a
// wrong one is refused by the name it was given under.
// Method: the one table is read with invented flags and environments, and held against the policy it configures.
import { describe, expect, test } from "vitest";
import { parseDuration } from "../../src/cli/duration.ts";
import { misspeltSettings } from "../../src/cli/misspelt-settings.ts";
import type { ServeSettings } from "../../src/cli/options.ts";
import { serveOptions } from "../../src/cli/options.ts";
import { type ReadSettings, readSettings } from "../../src/cli/read-settings.ts";
import { createPolicy, defaultPolicy, type Policy } from "../../src/session/policy.ts";

function read(
  flags: Record<string, string> = {},
  env: Record<string, string> = {},
): ReadSettings<ServeSettings> {
  return readSettings(serveOptions, new Map(Object.entries(flags)), env);
}

describe("where a setting comes from", () => {
  test("a flag beats the environment, which beats the default", () => {
    expect(read().settings.port).toBe(4000);
    expect(read({}, { PAWL_PORT: "5000" }).settings.port).toBe(5000);
    expect(read({ port: "6000" }, { PAWL_PORT: "5000" }).settings.port).toBe(6000);
  });

  test("a variable that is empty counts as not set, and a wrong one does no harm under a flag", () => {
    expect(read({}, { PAWL_PORT: "" }).settings.port).toBe(4000);
    expect(read({ port: "6000" }, { PAWL_PORT: "tcp://10.0.0.1:4000" }).settings.port).toBe(6000);
  });

  test("every setting has a variable with the name of its flag", () => {
    for (const { flag, env } of Object.values(serveOptions)) {
      if (flag !== null) expect(env).toBe(`PAWL_${flag.toUpperCase().replaceAll("-", "_")}`);
    }
    expect(serveOptions.accessTokenLifetimeMs.env).toBe("PAWL_ACCESS_TOKEN_LIFETIME");
  });

  test("secrets have no flag, since everyone on the machine can read a command line", () => {
    expect(serveOptions.secrets.flag).toBeNull();
  });
});

test("a variable that is nearly one of ours is told of, and those of other programs are not", () => {
  const env = {
    PAWL_PORT: "4000",
    PAWL_SECRETS: "",
    PAWL_ACESS_TOKEN_LIFETIME: "5m",
    PAWL_SECRET: "canary",
    PAWL_SERVICE_HOST: "10.0.0.1",
    PAWL_PORT_4000_TCP_ADDR: "10.0.0.1",
    PAWL_CHROMIUM: "chromium",
    PATH: "",
  };
  expect(misspeltSettings(env, Object.values(serveOptions))).toEqual([
    { name: "PAWL_ACESS_TOKEN_LIFETIME", near: "PAWL_ACCESS_TOKEN_LIFETIME" },
    { name: "PAWL_SECRET", near: "PAWL_SECRETS" },
  ]);
});

describe("defaults", () => {
  test("lifetimes are the policy's own", () => {
    const { clockToleranceMs: _, adoptAfterFailover: __, ...lifetimes } = defaultPolicy;
    expect(read().settings).toMatchObject(lifetimes);
  });

  test("it listens on this machine only, at the root, on a file", () => {
    expect(read().settings).toMatchObject({
      host: "127.0.0.1",
      basePath: "",
      store: { kind: "sqlite", file: "pawl.sqlite" },
      issuer: undefined,
      secrets: undefined,
    });
  });
});

describe("bounds of lifetimes", () => {
  const lifetimes = [
    "accessTokenLifetimeMs",
    "inactivityTimeoutMs",
    "absoluteLifetimeMs",
    "gracePeriodMs",
    "recoveryPeriodMs",
  ] as const;

  // Only the bounds of one value are asked about, not how it fits to the others.
  const policyTakes = (name: keyof Policy, ms: number): boolean => {
    try {
      createPolicy({ [name]: ms });
      return true;
    } catch (error) {
      return !String(error).includes("must be whole milliseconds from");
    }
  };
  const optionTakes = (name: (typeof lifetimes)[number], ms: number): boolean => {
    try {
      return serveOptions[name].read(`${ms}ms`, "--x") === ms;
    } catch {
      return false;
    }
  };

  test.each(lifetimes)("%s is refused here exactly where the policy would refuse it", (name) => {
    const days = [1, 30, 31, 399, 400, 401].map((n) => n * 86_400_000);
    const edges = [
      0,
      1,
      999,
      1000,
      1001,
      299_999,
      300_000,
      300_001,
      3_599_999,
      3_600_000,
      3_600_001,
      ...days,
    ];
    const around = edges.flatMap((ms) => [ms, ms + 1]);
    for (const ms of around) expect([ms, optionTakes(name, ms)]).toEqual([ms, policyTakes(name, ms)]);
    expect(around.some((ms) => optionTakes(name, ms))).toBe(true);
    expect(around.some((ms) => !optionTakes(name, ms))).toBe(true);
  });

  test("the example of each option is a value that it takes", () => {
    for (const name of lifetimes) expect(parseDuration(serveOptions[name].example)).toBeGreaterThan(0);
  });
});

describe("what is refused", () => {
  test.each([
    ["port", "x", "--port must be a port from 0 to 65535, such as 4000"],
    ["port", "65536", "--port must be a port"],
    ["host", "a b", "--host must be an address"],
    ["base-path", "auth", "--base-path must be empty or a path such as /auth"],
    ["store", "mysql://db", "--store must be sqlite:FILE, such as sqlite:pawl.sqlite, memory:, postgres://"],
    ["store", "pawl.db", "did you mean sqlite:pawl.db?"],
    ["store", "sqlite:", "--store must be sqlite:FILE"],
    ["store-connections", "0", "--store-connections must be a number from 1 to 1000, such as 10, not"],
    ["store-connections", "1001", "--store-connections must be a number"],
    ["store-connections", "1e2", "--store-connections must be a number"],
    ["grace-period", "10 s", '--grace-period must be a time from 0 to 5m, such as 10s, not "10 s"'],
    ["cookie-name", "sid", "--cookie-name must begin with __Host-"],
  ])("--%s %s", (flag, value, sentence) => {
    expect(() => read({ [flag]: value })).toThrow(sentence);
  });

  test("a switch in the environment says true or false", () => {
    const adopts = (value: string) =>
      read({}, { PAWL_ADOPT_AFTER_FAILOVER: value }).settings.adoptAfterFailover;
    expect(["true", "1", "false", "0", ""].map(adopts)).toEqual([true, true, false, false, false]);
    expect(() => adopts("yes")).toThrow('PAWL_ADOPT_AFTER_FAILOVER must be true or false, not "yes"');
    expect(read({ "adopt-after-failover": "" }).settings.adoptAfterFailover).toBe(true);
    expect(read().settings.adoptAfterFailover).toBe(defaultPolicy.adoptAfterFailover);
  });

  test("the switch that turns the documentation off means the opposite of what createPawl takes", () => {
    const isOn = (value: string) => read({}, { PAWL_NO_API_DOCS: value }).settings.apiDocs;
    expect(["true", "1", "false", "0", ""].map(isOn)).toEqual([false, false, true, true, true]);
    expect(read({ "no-api-docs": "" }).settings.apiDocs).toBe(false);
    expect(read().settings.apiDocs).toBe(true);
  });

  test("a wrong variable is refused by its own name", () => {
    expect(() => read({}, { PAWL_GRACE_PERIOD: "soon" })).toThrow(/^PAWL_GRACE_PERIOD must be a time/);
  });

  test("a quoted value is cut, and cannot move the cursor", () => {
    expect(() => read({ port: `\u001B[2J${"9".repeat(500)}` })).toThrow(/"\\u001b\[2J9{50,60}…"/);
  });
});

describe("what is taken", () => {
  test("a base path loses the slash at its end", () => {
    expect(read({ "base-path": "/auth/" }).settings.basePath).toBe("/auth");
  });

  test("a list of origins may have spaces and an empty end", () => {
    expect(
      read({ "allowed-origins": "https://a.example, https://b.example," }).settings.allowedOrigins,
    ).toEqual(["https://a.example", "https://b.example"]);
  });

  test("stores are a file or the memory", () => {
    expect(read({ store: "sqlite:/var/lib/my pawl.sqlite" }).settings.store).toEqual({
      kind: "sqlite",
      file: "/var/lib/my pawl.sqlite",
    });
    expect(read({ store: "memory:" }).settings.store).toEqual({ kind: "memory" });
  });
});
