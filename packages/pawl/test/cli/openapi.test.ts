// Goal: the OpenAPI document can be had without a server, and is the one that a server with the same settings gives.
// Method: the command as it is called, beside the document of a Pawl with everything configured.
import { describe, expect, test } from "vitest";
import { type ApiFacts, describeApi } from "../../src/http/openapi/describe-api.ts";
import { cookieNameFor } from "../../src/server/cookie-name.ts";
import { runHere } from "./support/run-here.ts";

function documentOf(changes: Partial<ApiFacts> = {}): object {
  const issuer = changes.issuer ?? "http://localhost:4000";
  const features = { verifiers: true, services: true, receivers: true };
  return describeApi({ issuer, cookieName: cookieNameFor(issuer), features, ...changes });
}

describe("pawl openapi", () => {
  test("prints the document of a server on this machine, with every route", async () => {
    const { exitCode, stdout, stderr } = await runHere(["openapi"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual(documentOf());
  });

  test("or that of a server elsewhere, with a cookie of its own", async () => {
    const issuer = "https://auth.example.com";
    const { stdout } = await runHere(["openapi", "--issuer", issuer]);
    expect(JSON.parse(stdout)).toEqual(documentOf({ issuer }));
    const named = await runHere(["openapi", "--cookie-name", "__Host-mine"]);
    expect(JSON.parse(named.stdout)).toEqual(documentOf({ cookieName: "__Host-mine" }));
  });

  test.each(["auth.example.com", "https://a b", "ftp://a.example"])("refuses %s for a URL", async (url) => {
    const { exitCode, stdout, stderr } = await runHere(["openapi", "--issuer", url]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain("--issuer must be a URL such as https://auth.example.com");
  });
});
