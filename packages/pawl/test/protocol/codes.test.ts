/**
 * Goal: the table of codes, the code that throws them, and docs/errors.md say the same, in both directions.
 * Method: the page is read by its headings; the source is searched for each code and reason.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { codeOfEnd } from "../../src/engine/end-code.ts";
import { challengeOf, problemResponse } from "../../src/http/problem.ts";
import { type Code, codes } from "../../src/protocol/codes.ts";
import { SessionError } from "../../src/protocol/errors.ts";
import { endReasons, isEndReason } from "../../src/protocol/reasons.ts";
import { packageSources, repository } from "../package/sources.ts";

const names = Object.keys(codes) as Code[];
const page = readFileSync(join(repository, "docs/errors.md"), "utf8");

/** What stands under a second-level heading. */
const part = (heading: string) => page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
const sections = new Map(
  part("Codes")
    .split(/^### /m)
    .slice(1)
    .map((text) => [/^`(\w+)`$/m.exec(text)?.[1] ?? "", text.replace(/\s+/g, " ")]),
);

describe("docs/errors.md", () => {
  test("has one section for each code, in the order of the table, and none for anything else", () => {
    expect([...sections.keys()]).toEqual(names);
  });

  test.each(names)("says of %s what the table says", (name) => {
    const { status, wire, retryable, client, userText } = codes[name];
    const section = sections.get(name) ?? "";
    expect(section).toContain(`Status **${status}**`);
    expect(section.includes("with a challenge in `WWW-Authenticate`")).toBe(wire === "challenge");
    expect(section.includes("the body of OAuth alone")).toBe(wire === "oauth");
    expect(section.includes("may succeed later")).toBe(retryable);
    expect(section).toContain(`The client: \`${client}\`.`);
    expect(section).toContain(`**What the user reads:** ${userText} `);
    expect(section).toMatch(/\*\*When:\*\* \S+.* \*\*What the client does:\*\* \S+/);
  });

  test("lists each reason with the code that it is told by, and no other", () => {
    const rows = [...part("Reasons").matchAll(/^\| `(\w+)` \| `(\w+)` \| \S.* \|$/gm)];
    expect(rows.map(([, reason, code]) => [reason, code])).toEqual(
      endReasons.map((reason) => [reason, codeOfEnd(reason)]),
    );
  });
});

describe("the table", () => {
  test("has the statuses of the HTTP interface", () => {
    expect(Object.fromEntries(names.map((name) => [name, codes[name].status]))).toEqual({
      ...{ invalid_request: 400, duplicate_cookie: 400, unsupported_grant_type: 400 },
      ...{ invalid_client: 400, invalid_scope: 400, invalid_target: 400 },
      ...{ verifier_credential_invalid: 401, service_credential_invalid: 401 },
      ...{ invalid_credentials: 401, access_token_missing: 401, access_token_invalid: 401 },
      ...{ refresh_token_missing: 401, refresh_token_unknown: 401, refresh_token_reused: 401 },
      ...{ session_expired: 401, session_revoked: 401, csrf_rejected: 403, not_found: 404 },
      ...{ method_not_allowed: 405, refresh_token_superseded: 409, content_too_large: 413 },
      ...{ unsupported_media_type: 415, internal_error: 500, overloaded: 503, store_unavailable: 503 },
      ...{ insufficient_user_authentication: 401, insufficient_scope: 403, verifier_unavailable: 503 },
    });
  });

  test.each(names)("%s is consistent with itself", (name) => {
    const { status, wire, retryable, client, title, userText } = codes[name];
    // A 401 has a challenge (RFC 9110 §11.6.1), and nothing else has, but for the scope that is lacking (RFC 6750 §3.1).
    expect(wire === "challenge").toBe(status === 401 || name === "insufficient_scope");
    // Unavailable is never unauthenticated: no 5xx, 409 or 403 ends a session.
    if (client === "end" || client === "refresh") expect(status).toBe(401);
    if (client === "retry") expect(retryable).toBe(true);
    if (status >= 500) expect(client).toBe("retry");
    for (const text of [title, userText]) expect(text).toMatch(/^[A-Z][^"\\]*\.$/);
    expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
  });

  test("only a refused access token has the error that makes a client refresh", () => {
    const withError = names.filter((name) => challengeOf(name)?.includes('error="invalid_token"'));
    expect(withError).toEqual(["access_token_invalid"]);
  });

  test.each(names)("%s is told over HTTP under its own name", async (name) => {
    const response = problemResponse(new SessionError(name));
    expect(response.status).toBe(codes[name].status);
    expect(await response.json()).toEqual({
      type: `urn:pawl:problem:${name}`,
      title: codes[name].title,
      status: codes[name].status,
      code: name,
    });
  });
});

describe("the source", () => {
  const server = packageSources()
    .filter(({ path }) => /^(engine|http|identity)\//.test(path))
    .map(({ text }) => text)
    .join("\n");

  test.each(names)("uses %s", (name) => {
    expect(server).toContain(`"${name}"`);
  });

  test("throws no code that the table does not have", () => {
    const thrown = [...server.matchAll(/new SessionError\(\s*"(\w+)"/g)].map(([, code]) => code);
    expect(thrown.length).toBeGreaterThan(10);
    for (const code of thrown) expect(names).toContain(code);
  });
});

describe("a SessionError", () => {
  test("says its code, its detail, and nothing else", () => {
    expect(new SessionError("not_found").message).toBe("not_found");
    const error = new SessionError("session_revoked", { reason: "logged_out", detail: "Log in." });
    expect(error).toMatchObject({ name: "SessionError", code: "session_revoked", reason: "logged_out" });
    expect(error.message).toBe("session_revoked: Log in.");
    expect(error).toBeInstanceOf(Error);
  });
});

describe("an end reason", () => {
  test("is one of the closed list", () => {
    for (const reason of endReasons) expect(isEndReason(reason)).toBe(true);
    for (const other of [
      "",
      "logged_out ",
      "LOGGED_OUT",
      "constructor",
      "0",
      null,
      undefined,
      0,
      ["inactivity"],
    ]) {
      expect(isEndReason(other)).toBe(false);
    }
  });

  test("is never told under a code that means no end", () => {
    for (const reason of endReasons) expect(codes[codeOfEnd(reason)].client).toBe("end");
  });
});
