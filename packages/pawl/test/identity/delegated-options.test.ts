/**
 * Goal: a delegated identity that is configured wrongly is refused with the fix, and what its documentation computes is right.
 * Method: each option at and beyond its bounds; the vectors of docs/identity.md are read and computed again.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { delegatedIdentity } from "../../src/identity/delegated.ts";
import { signRequest } from "../../src/identity/delegated-signature.ts";
import { repository } from "../package/sources.ts";

const secret = "identity-3xQmT9vLkW2cZ8rNpB5yHdJgF7sAeUo";
const good = { url: "https://app.example/auth/verify", secret };
type Options = Parameters<typeof delegatedIdentity>[0];

describe("an option that is wrong is told with its fix", () => {
  test.each([
    ["no options", undefined, "url must be an absolute URL without a user, such as http://127.0.0.1:8000"],
    ["a path as URL", { ...good, url: "/auth/verify" }, "url must be an absolute URL"],
    ["another scheme", { ...good, url: "ftp://app.example/" }, "url must be an absolute URL"],
    ["a user in the URL", { ...good, url: "https://user:word@app.example/" }, "url must be an absolute URL"],
    [
      "http to another machine",
      { ...good, url: "http://app.example/" },
      "url must use https, since app.example is not",
    ],
    [
      "http to a name that only begins like this one",
      { ...good, url: "http://127.0.0.1.example/" },
      "use https",
    ],
    ["no secret", { url: good.url }, "secret must have 32 bytes or more"],
    ["a short secret", { ...good, secret: "x1y2z3a4b5c6d7" }, "secret must have 32 bytes or more"],
    ["a secret that repeats", { ...good, secret: "ab".repeat(30) }, "secret must have 32 bytes or more"],
    [
      "no time",
      { ...good, timeoutMs: 99 },
      "timeoutMs must be a whole number from 100 to 60000; leave it out",
    ],
    ["all the time", { ...good, timeoutMs: 60_001 }, "timeoutMs must be a whole number from 100 to 60000"],
    ["no place", { ...good, requestsAtOnce: 0 }, "requestsAtOnce must be a whole number of 1 or more"],
    [
      "a negative queue",
      { ...good, requestsWaiting: -1 },
      "requestsWaiting must be a whole number of 0 or more",
    ],
    ["a fetch that is none", { ...good, fetch: "fetch" }, "fetch must be a function; leave it out"],
    ["a clock that is none", { ...good, clock: 5 }, "clock must be a function; leave it out"],
  ])("%s", (_, options, message) => {
    const act = () => delegatedIdentity(options as Options);
    expect(act).toThrow(TypeError);
    expect(act).toThrow(message);
    expect(act).not.toThrow(secret);
  });

  test.each(["http://127.0.0.1:8000/", "http://localhost/", "http://[::1]:8000/", "https://app.example"])(
    "%s may be asked",
    (url) => {
      expect(() => delegatedIdentity({ ...good, url })).not.toThrow();
    },
  );
});

test("the vectors of docs/identity.md are what is sent", () => {
  const page = readFileSync(join(repository, "docs/identity.md"), "utf8");
  const rows = [...page.matchAll(/^\| `(\d+)` \| `(\{.*\})` \| `(t=\d+,v1=[0-9a-f]{64})` \|$/gm)];
  expect(rows.length).toBeGreaterThan(1);
  const documented = /with the secret `([^`]+)`/.exec(page)?.[1] ?? "";
  for (const [, t, body = "", header] of rows) {
    expect(signRequest(documented, Number(t), body)).toBe(header);
  }
});
