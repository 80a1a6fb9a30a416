/**
 * Goal: a refresh is started by a Bearer challenge of `invalid_token`, and by nothing that merely looks like one.
 * Method: header values as servers write them, and as an attacker or a careless server might.
 */
import { expect, test } from "vitest";
import { asksForRefresh, hasInvalidTokenChallenge } from "../../src/client/challenge.ts";

test.each([
  'Bearer error="invalid_token"',
  'Bearer realm="pawl", error="invalid_token", error_description="The token expired"',
  "bearer error=invalid_token",
  'BEARER Realm="x",Error="invalid_token"',
  'Basic realm="files", Bearer realm="pawl", error="invalid_token"',
  'Bearer realm="a, \\"b\\", Basic", error = "invalid_token"',
  'DPoP algs="ES256", Bearer error="invalid_token"',
  'Bearer scope="a b", error="invalid_token" , error_uri="https://x.test/?a=b"',
  'Bearer error="invalid_token", Basic realm="x"',
])("yes: %s", (header) => {
  expect(hasInvalidTokenChallenge(header)).toBe(true);
});

test.each([
  "",
  "Bearer",
  'Bearer realm="pawl"',
  'Bearer error="insufficient_scope"',
  'Bearer error="invalid_token_format"',
  'Bearer error_description="invalid_token"',
  'Bearer realm="error=invalid_token"',
  'Basic realm="Bearer error=\\"invalid_token\\""',
  'Basic realm="x", error="invalid_token"',
  'Bearer realm="x", Basic realm="y", error="invalid_token"',
  'NotBearer error="invalid_token"',
  'Bearerish error="invalid_token"',
  'Negotiate abc==, Digest error="invalid_token"',
  "invalid_token",
])("no: %s", (header) => {
  expect(hasInvalidTokenChallenge(header)).toBe(false);
});

test("only a 401 is looked at", async () => {
  const headers = { "www-authenticate": 'Bearer error="invalid_token"' };
  for (const status of [200, 400, 403, 407, 500]) {
    expect(await asksForRefresh(new Response("", { status, headers }))).toBe(false);
  }
  expect(await asksForRefresh(new Response("", { status: 401, headers }))).toBe(true);
});

test("a problem body that is cut off, or not JSON, asks for nothing", async () => {
  const headers = { "content-type": "application/problem+json" };
  for (const body of ["", "{", "null", '"access_token_invalid"', '{"code":"access_token_invalid"}']) {
    expect(await asksForRefresh(new Response(body, { status: 401, headers }))).toBe(false);
  }
});
