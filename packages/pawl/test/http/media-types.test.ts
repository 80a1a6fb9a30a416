/**
 * Goal: a body is read as JSON only if it says that it is JSON, so that no form and no simple request gets in (C56).
 * Method: one valid JSON text under every label, at the three routes that take a body.
 */
import { describe, expect, test } from "vitest";
import { ada } from "../support/people.ts";
import { expectProblem } from "./support/problem.ts";
import { fromOwnPage, openSite } from "./support/site.ts";

const bodies: [string, object][] = [
  ["/login", { email: ada.email, password: ada.password }],
  ["/refresh", { refresh_token: "garbage" }],
  ["/logout", { refresh_token: "garbage" }],
];

const accepted = [
  "application/json",
  "Application/JSON",
  "application/json;charset=utf-8",
  "application/json; charset=UTF-8",
  'application/json ; charset="utf-8"',
];

const refused = [
  undefined,
  "",
  "text/plain",
  "text/plain;charset=UTF-8",
  "text/plain; application/json",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "text/json",
  "application/problem+json",
  "application/json5",
  "application/json; charset=utf-16",
  "application/json; charset=iso-8859-1",
  'application/json; charset="utf-8',
  "application/json; charset=utf-8; charset=utf-16",
  "application/json, text/plain",
  "text/plain, application/json",
  "application/json; boundary=x",
  "*/*",
];

describe.each(bodies)("POST %s", (path, body) => {
  test.each(accepted)("%s is taken", async (type) => {
    const site = await openSite();
    const headers = { ...fromOwnPage, "Content-Type": type };
    const answer = await site.send("POST", path, { headers, body: JSON.stringify(body) });
    expect([400, 415]).not.toContain(answer.status);
  });

  test.each(refused)("%s is 415", async (type) => {
    const site = await openSite();
    const headers = { ...fromOwnPage, ...(type === undefined ? {} : { "Content-Type": type }) };
    expectProblem(
      await site.send("POST", path, { headers, body: JSON.stringify(body) }),
      "unsupported_media_type",
    );
  });

  test("two content types are no content type", async () => {
    const site = await openSite();
    const type: [string, string] = ["Content-Type", "application/json"];
    const headers = [...(Object.entries(fromOwnPage) as [string, string][]), type, type];
    expectProblem(
      await site.send("POST", path, { headers, body: JSON.stringify(body) }),
      "unsupported_media_type",
    );
  });
});

test("C57: a form that holds JSON in the name of a field does not log in", async () => {
  const site = await openSite();
  const { email, password } = ada;
  const smuggled = JSON.stringify({ email, password, transport: "body", x: "" }).replace('""', '"=');
  for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
    const headers = { "Content-Type": type, "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" };
    const answer = await site.send("POST", "/login", { headers, body: `${smuggled}"}` });
    expectProblem(answer, "unsupported_media_type");
    expect(answer.setCookies).toEqual([]);
  }
  expect(site.events.of("session_created")).toEqual([]);
});
