/**
 * Goal: a mistake in the options is a TypeError at the start that names the option and the fix, and never shows a
 * secret.
 * Method: every option with every kind of wrong value beside otherwise right ones.
 */
import { describe, expect, test } from "vitest";
import { createPawl } from "../../src/server/create-pawl.ts";
import type { PawlOptions } from "../../src/server/options.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { countingStore } from "../support/counting-store.ts";
import { twoPeople } from "../support/people.ts";
import { secretOne } from "../support/secrets.ts";

const right: PawlOptions = {
  issuer: "https://app.example/auth",
  audience: "https://api.example",
  store: memoryStore(),
  secrets: [secretOne],
  identity: twoPeople,
};

/** Makes Pawl with some options changed; a value that is undefined is left out. */
function create(changes: Record<string, unknown>) {
  const options = Object.entries({ ...right, ...changes }).filter(([, value]) => value !== undefined);
  return createPawl(Object.fromEntries(options) as unknown as PawlOptions);
}

function expectMistake(changes: Record<string, unknown>, message: string | RegExp): void {
  const act = () => create(changes);
  expect(act).toThrow(TypeError);
  expect(act).toThrow(message);
  expect(act).not.toThrow(secretOne);
}

test("five options are needed, and these are right", () => {
  expect(() => create({})).not.toThrow();
});

test.each([undefined, null, "https://app.example", 7])("createPawl(%j) is told what it needs", (options) => {
  const act = () => createPawl(options as unknown as PawlOptions);
  expect(act).toThrow(
    new TypeError("createPawl needs an object with issuer, audience, store, secrets, identity"),
  );
});

test.each(["isuer", "secret", "cookie", "__proto__", "constructor", "SECRETS", "accessTokenLifetimeMs"])(
  "%s is not an option, and the error lists those that are",
  (name) => {
    const options = Object.defineProperty({ ...right }, name, { value: secretOne, enumerable: true });
    const act = () => createPawl(options);
    expect(act).toThrow(TypeError);
    expect(act).toThrow(
      `${name} is not an option; the options are issuer, audience, store, secrets, identity, `,
    );
    expect(act).not.toThrow(secretOne);
  },
);

describe("issuer", () => {
  test.each([
    "https://app.example",
    "https://app.example/",
    "https://app.example/auth",
    "https://app.example:8443/a/b",
    "https://[2001:db8::1]/auth",
    "http://localhost:3000/auth",
    "http://127.0.0.1:3000",
    "http://127.8.9.1",
    "http://[::1]:3000/auth",
    "http://app.localhost:3000",
  ])("may be %s", (issuer) => {
    expect(() => create({ issuer })).not.toThrow();
  });

  test.each([
    ...[
      undefined,
      null,
      7,
      {},
      [],
      "",
      "app.example",
      "/auth",
      "https://",
      "https:app.example",
      "ftp://app.example",
    ],
    ...[
      "javascript:alert(1)",
      "https://app.example/auth?",
      "https://app.example/auth?x=1",
      "https://app.example/#",
    ],
    ...[
      "https://user@app.example",
      "https://user:pass@app.example",
      "https://:pass@app.example",
      "https://@a.example",
    ],
    ...[" https://app.example", "https://app.example\n", "https://app.example/a b", "https:\\\\app.example"],
    ...[new URL("https://app.example"), `https://app.example/${"x".repeat(255)}`],
  ])("may not be %j", (issuer) => {
    expectMistake(
      { issuer },
      /^issuer must be an http\(s\) URL without query or user, .* such as https:\/\//,
    );
  });

  test.each([
    "http://app.example/auth",
    "http://10.0.0.1",
    "http://localhost.example",
    "http://127.0.0.1.example",
    "http://evil-localhost",
    "http://0.0.0.0:3000",
  ])("may not be %s, which is plain http and not this machine", (issuer) => {
    expectMistake(
      { issuer },
      /^issuer must use https, since \S+ is not this machine; cookies and tokens need it$/,
    );
  });
});

describe.each([
  ["audience", "give a name for your API, such as its URL"],
  ["clientId", "leave it out for the default, web"],
])("%s", (name, fix) => {
  test.each(["", "x".repeat(256), null, 7, ["https://api.example"], {}])("may not be %j", (value) => {
    expectMistake({ [name]: value }, `${name} must be a string of 1 to 255 characters; ${fix}`);
  });

  test("may have 255 characters", () => {
    expect(() => create({ [name]: "x".repeat(255) })).not.toThrow();
  });
});

test("audience is needed", () => {
  expectMistake({ audience: undefined }, "audience must be a string of 1 to 255 characters");
});

describe("store", () => {
  const store = memoryStore();
  test.each([
    ["nothing", undefined],
    ["null", null],
    ["the factory instead of what it makes", memoryStore],
    ["a file name", "pawl.sqlite"],
    ["one part of a store", store.sessions],
    ["without keys", { ...store, keys: undefined }],
    ["without sessions", { ...store, sessions: undefined }],
    ["without ready", { ...store, ready: undefined }],
    ["a promise of one", Promise.resolve(store)],
  ])("may not be %s", (_, value) => {
    expectMistake(
      { store: value },
      /^store must be a store; try sqliteStore\(\{ filename: "pawl\.sqlite" \}\)/,
    );
  });

  test("may be of parts from different places, and needs no users", () => {
    const { keys, ready } = store;
    expect(() => create({ store: { sessions: memoryStore().sessions, keys, ready } })).not.toThrow();
  });

  test("is not touched before it is needed", () => {
    const counting = countingStore(memoryStore());
    create({ store: counting });
    expect(counting.calls).toEqual([]);
  });
});

describe("secrets", () => {
  test.each([undefined, null, secretOne, { 0: secretOne, length: 1 }])("may not be %j", (secrets) => {
    expectMistake(
      { secrets },
      /^secrets must be a list of strings, newest first; make one with: openssl rand/,
    );
  });

  test("may not be empty", () => {
    expectMistake({ secrets: [] }, /^secrets is empty; give at least one, made with: openssl rand/);
  });

  test.each([
    ["undefined, as from a variable that is not set", undefined, "is not a string"],
    ["short", "t0p-s3cret-but-short", "has 20 bytes and needs at least 32"],
    ["a repetition", "ab".repeat(40), "repeats a few characters"],
  ])("may not hold one that is %s, and it is named by its position", (_, secret, problem) => {
    expectMistake({ secrets: [secretOne, secret] }, `secrets[1] ${problem}`);
    if (secret !== undefined) expect(() => create({ secrets: [secret] })).not.toThrow(secret);
  });
});

test.each([
  ["nothing", undefined],
  ["null", null],
  ["a function", () => null],
  ["a list of users", [{ email: "ada@example.com" }]],
  ["authenticate that is no function", { authenticate: true }],
])("identity may not be %s", (_, identity) => {
  expectMistake(
    { identity },
    "identity must have authenticate(); try passwordIdentity({ users: store.users })",
  );
});

describe("policy", () => {
  test.each([null, 7, "strict", true])("may not be %j", (policy) => {
    expectMistake({ policy }, "policy must be an object, such as { gracePeriodMs: seconds(10) }");
  });

  test("is checked as a policy", () => {
    expectMistake({ policy: { gracePeriod: 1 } }, "policy.gracePeriod is not an option");
    expectMistake({ policy: { gracePeriodMs: -1 } }, "policy.gracePeriodMs must be whole milliseconds");
    expectMistake({ policy: ["x"] }, "policy.0 is not an option");
  });
});

describe("basePath", () => {
  test.each(["", "/", "/auth", "/auth/", "/a/b.c/d_e-f~g", "/.well-known/auth"])("may be %j", (basePath) => {
    expect(() => create({ basePath })).not.toThrow();
  });

  test.each([
    ...[
      "auth",
      "//auth",
      "/auth//x",
      "/auth?x",
      "/auth#x",
      "/a b",
      "/a%20b",
      "/ä",
      "/auth/..",
      "/../auth",
      "/./auth",
    ],
    ...["https://app.example/auth", "/auth\n", null, 7, ["/auth"]],
  ])("may not be %j", (basePath) => {
    expectMistake(
      { basePath },
      /^basePath must be empty or a path such as \/auth, of letters, digits and - \. _ ~$/,
    );
  });
});

describe("allowedOrigins", () => {
  test.each([[[]], [["https://app.example"]], [["https://app.example:8443", "http://localhost:5173"]]])(
    "may be %j",
    (allowedOrigins) => {
      expect(() => create({ allowedOrigins })).not.toThrow();
    },
  );

  test.each([
    ...["https://app.example", null, { 0: "https://app.example" }, new Set(["https://app.example"])],
    ...[["*"], ["null"], [""], ["app.example"], ["https://app.example/"], ["https://app.example/auth"]],
    ...[
      ["https://app.example:443"],
      ["HTTPS://app.example"],
      ["https://*.example"],
      ["https://app.example "],
    ],
    ...[["https://app.example", undefined], [["https://app.example"]], [new URL("https://app.example")]],
    ...[["https://user@app.example"], ["file:///"], ["https://ÄPP.example"]],
  ])("may not be %j", (allowedOrigins) => {
    expectMistake(
      { allowedOrigins },
      /^allowedOrigins must be a list of origins exactly as browsers send them, such as/,
    );
  });
});

describe("cookieName", () => {
  test.each(["__Host-s", "__Host-Http-session", `__Host-${"x".repeat(64)}`])("may be %s", (cookieName) => {
    expect(() => create({ cookieName })).not.toThrow();
  });

  test.each([
    ...[
      "session",
      "__host-session",
      "__Secure-session",
      "__Host-",
      " __Host-s",
      "__Host-a b",
      "__Host-a;b",
      "__Host-a=b",
    ],
    ...["__Host-a\r\nSet-Cookie: x=y", "__Host-ä", `__Host-${"x".repeat(65)}`, "", null, 7, ["__Host-s"]],
  ])("may not be %j", (cookieName) => {
    expectMistake({ cookieName }, /^cookieName must begin with __Host-, which makes browsers insist on/);
  });
});

test.each(["onEvent", "clock", "random"])("%s must be a function", (name) => {
  for (const value of [null, 7, "console.log", {}]) {
    expectMistake({ [name]: value }, `${name} must be a function; leave it out for the default`);
  }
});

test.each([
  ["counts fractions", () => 1.5],
  ["counts in Date", () => new Date()],
  ["counts nothing", () => Number.NaN],
  ["gives a promise", () => Promise.resolve(1)],
])("a clock that %s is refused", (_, clock) => {
  expectMistake({ clock }, "clock must give whole milliseconds since the epoch, as Date.now does");
});

test("no error of any option shows a secret that stands beside it", () => {
  const canary = "canary-7f3a9c1e5b8d2f4a6c0e9b7d5f3a1c8e";
  for (const name of [
    ...Object.keys(right),
    "policy",
    "basePath",
    "allowedOrigins",
    "cookieName",
    "clientId",
    "clock",
  ]) {
    for (const value of [canary, [canary], { secret: canary }]) {
      let message = "";
      try {
        createPawl({ ...right, secrets: [canary], [name]: value } as unknown as PawlOptions);
      } catch (error) {
        message = error instanceof Error ? `${error.message} ${JSON.stringify({ ...error })}` : String(error);
      }
      expect(message).not.toContain(canary);
    }
  }
});
