/**
 * Goal: a form is described as it is read: what the document says must be there is what the route misses, and nothing else.
 * Method: every parameter of the document, all at once and each left out, over real HTTP.
 */
import { expect, test } from "vitest";
import { describeApi } from "../../../src/http/openapi/describe-api.ts";
import { testAudience } from "../../support/create-test-pawl.ts";
import { verifierOne } from "../../support/secrets.ts";
import { openSite } from "../support/site.ts";
import { bearer, login } from "../support/visits.ts";

const formType = "application/x-www-form-urlencoded";
const document = describeApi({
  issuer: "https://app.example/auth",
  cookieName: "__Host-test",
  features: { verifiers: true, services: true, receivers: true },
});

/** By the name of its schema, the form of an operation. */
function formOf(path: string): { readonly required: string[]; readonly names: string[] } {
  const { $ref } = document.paths[path]?.["post"]?.requestBody?.content[formType]?.schema ?? {};
  const schema = document.components.schemas[String($ref).split("/").at(-1) ?? ""] ?? {};
  return { required: schema["required"] as string[], names: Object.keys(schema["properties"] as object) };
}

test.each(["/token", "/revoke", "/introspect"])(
  "%s takes what the document names, and misses what it says must be there",
  async (path) => {
    const { required, names } = formOf(path);
    const site = await openSite({ verifierCredentials: [verifierOne] });
    const { refreshToken } = await login(site);
    const values: Readonly<Record<string, string>> = {
      grant_type: "refresh_token",
      ...{ refresh_token: refreshToken, token: refreshToken, token_type_hint: "refresh_token" },
      ...{ client_id: "web", client_secret: verifierOne, known_revision: "none", inactive_for: "0" },
      ...{ resource: testAudience, audience: testAudience },
    };
    // A session of the tests has no scope to narrow to.
    const all = names.filter((name) => name !== "scope").map((name) => [name, values[name] ?? ""] as const);
    expect(all.filter(([, value]) => value === "")).toEqual([]);
    const send = (some: readonly (readonly [string, string])[]) =>
      site.send("POST", path, {
        headers: {
          "Content-Type": formType,
          ...(some.some(([name]) => name === "client_secret") ? {} : bearer(verifierOne)),
        },
        body: new URLSearchParams(some.map(([name, value]) => [name, value])).toString(),
      });

    for (const name of required) {
      const answer = await send(all.filter(([one]) => one !== name));
      const missing = { error: "invalid_request", error_description: `${name} is missing.` };
      expect(answer.json).toMatchObject(missing);
    }
    const whole = await send(all.filter(([name]) => required.includes(name)));
    expect(whole.status, whole.text).toBe(200);
    expect((await send(all)).status).toBe(200);
  },
);

test("every operation with a form is among them", () => {
  const withForm = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).some(({ requestBody }) => formType in (requestBody?.content ?? {})) ? [path] : [],
  );
  expect(withForm.sort()).toEqual(["/introspect", "/revoke", "/token"]);
});
