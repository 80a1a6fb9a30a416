/**
 * Goal: a mistake in the options that concern HTTP is a TypeError at the start that names the option and the fix.
 * Method: each with right values at its edges, and with every kind of wrong one beside otherwise right options.
 */
import { describe, expect, test } from "vitest";
import { create, expectMistake } from "./mistakes.ts";

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
    `https://app.example/${"x".repeat(235)}`,
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
    ...[new URL("https://app.example"), `https://app.example/${"x".repeat(236)}`],
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
      /^allowedOrigins must hold origins exactly as browsers send them, such as/,
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

describe("apiDocs", () => {
  test.each([true, false])("may be %s", (apiDocs) => {
    expect(() => create({ apiDocs })).not.toThrow();
  });

  test.each([null, 0, 1, "", "false", {}])("may not be %j", (apiDocs) => {
    expectMistake({ apiDocs }, "apiDocs must be true or false; leave it out for the default, true");
  });
});
