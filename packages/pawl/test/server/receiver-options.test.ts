/**
 * Goal: a mistake in who is told of revocations is found at the start, is told with its position and its fix, and shows neither
 * a credential nor an endpoint.
 * Method: options with one thing wrong in them.
 */
import { describe, expect, test } from "vitest";
import { serviceOne, verifierOne } from "../support/secrets.ts";
import { create, expectMistake } from "./mistakes.ts";

const endpoint = "https://receiver.example/events?key=canary";
const authorization = `Bearer ${verifierOne}`;
const audience = "a";
const poll = { credential: verifierOne, audience };
const push = { endpoint, authorization, audience };
const inFirst = (rest: string) => `securityEventReceivers[0]${rest}`;

describe("securityEventReceivers", () => {
  test.each([
    ["no list", poll, "securityEventReceivers must be a list"],
    ["nobody", [undefined], inFirst(" must be { credential, audience }, or { endpoint,")],
    ["a URL", [endpoint], inFirst(" must be { credential, audience }, or { endpoint,")],
    ["one without anything", [{}], inFirst(".credential must have 32 to 512 characters")],
    ["one without a credential", [{ audience }], inFirst(".credential must have")],
    ["one without an audience", [{ credential: verifierOne }], inFirst(".audience must be a name")],
    ["one with an authorization instead", [{ ...poll, authorization }], inFirst(" must have no members but")],
    ["one that asks and is told", [{ ...push, ...poll }], inFirst(" must have a credential, if it asks, or")],
    [
      "one with a misspelt authorization",
      [{ ...push, authorisation: "x" }],
      inFirst(" must have no members"),
    ],
    ["one told without an audience", [{ endpoint }], inFirst(".audience must be a name")],
    [
      "an endpoint that is no URL",
      [{ ...push, endpoint: "/events" }],
      inFirst(".endpoint must be an absolute"),
    ],
    [
      "an endpoint that is nothing",
      [{ ...push, endpoint: undefined }],
      inFirst(".endpoint must be an absolute"),
    ],
    [
      "an endpoint with a user",
      [{ ...push, endpoint: `https://ada:${verifierOne}@receiver.example` }],
      inFirst(".endpoint must be an absolute URL without a user"),
    ],
    [
      "an endpoint in the open",
      [{ ...push, endpoint: "http://receiver.example/" }],
      inFirst(".endpoint must use https, since receiver.example is not this machine"),
    ],
    ["an endpoint that is a file", [{ ...push, endpoint: "file:///tmp/x" }], inFirst(".endpoint must be")],
    [
      "an authorization without a scheme",
      [{ ...push, authorization: verifierOne }],
      inFirst(".authorization must"),
    ],
    [
      "an authorization of two lines",
      [{ ...push, authorization: `${authorization}\nx` }],
      inFirst(".authorization"),
    ],
    [
      "an authorization that is empty",
      [{ ...push, authorization: "" }],
      inFirst(".authorization must be what"),
    ],
    [
      "an authorization that is a number",
      [{ ...push, authorization: 7 }],
      inFirst(".authorization must be what"),
    ],
    ["a second one", [push, { ...push, audience: "" }], "securityEventReceivers[1].audience must be"],
  ])("that are %s are refused", (_, securityEventReceivers, message) => {
    expectMistake({ securityEventReceivers }, message);
    for (const canary of [verifierOne, "canary"]) {
      expect(() => create({ securityEventReceivers })).not.toThrow(canary);
    }
  });

  test.each([
    ["none", []],
    ["both kinds", [poll, push]],
    ["one on this machine, that needs no authorization", [{ endpoint: "http://[::1]:8000/", audience }]],
    ["another scheme", [{ ...push, authorization: "Basic YTpi" }]],
  ])("that are %s are taken", (_, securityEventReceivers) => {
    expect(create({ securityEventReceivers })).toBeDefined();
  });

  test("are shown no credential that logs anybody in", () => {
    const shown = [{ ...push, authorization: `bearer ${serviceOne}` }];
    expectMistake(
      { securityEventReceivers: shown, serviceCredentials: [serviceOne] },
      "serviceCredentials[0] has another use already",
    );
  });
});
