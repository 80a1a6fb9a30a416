/**
 * Goal: a route that needs a session waits until it is known whether there is one, and never sends an honest user to
 * the login, or anybody round in circles.
 * Method: the guard alone, on a client in every state, with what each router hands over.
 */
import { describe, expect, test, vi } from "vitest";
import { returnToOf, sessionGuard } from "../../src/router/index.ts";
import { loginHref } from "../../src/router/login-href.ts";
import {
  expired,
  fakeClient,
  restoring,
  session,
  signedIn,
  signedOut,
} from "../react/support/fake-client.ts";

/** What a guard throws: the address alone. */
const redirect = (href: string) => ({ redirectedTo: href });
const byRequest = (url: string) => ({ request: { url: `https://app.test${url}` } });
const byLocation = (href: string) => ({ location: { href } });

describe.each([
  ["a request", byRequest],
  ["a location", byLocation],
])("wanted by %s", (_, wanted) => {
  const guard = (state: Parameters<typeof fakeClient>[0], loginUrl = "/login") =>
    sessionGuard(fakeClient(state), { loginUrl, redirect });

  test("signed in, it gives the session", async () => {
    expect(await guard(signedIn)(wanted("/notes"))).toBe(session);
  });

  test("signed out, it leads to the login and back, query included", async () => {
    await expect(guard(signedOut)(wanted("/notes?page=2&q=a%26b"))).rejects.toEqual({
      redirectedTo: "/login?return_to=%2Fnotes%3Fpage%3D2%26q%3Da%2526b",
    });
  });

  test("it never redirects from the login page, whatever its query", async () => {
    expect(await guard(signedOut)(wanted("/login?return_to=%2Fnotes"))).toBeUndefined();
    expect(await guard(signedOut, "/login?theme=dark#form")(wanted("/login"))).toBeUndefined();
  });

  test("an ended session is left to the dialog", async () => {
    expect(await guard(expired)(wanted("/notes"))).toBeUndefined();
  });

  test("C68: a path that would leave the origin is not passed on", async () => {
    await expect(guard(signedOut)(wanted("/.//evil.test/x"))).rejects.toEqual({
      redirectedTo: "/login?return_to=%2F",
    });
  });

  test("returnToOf takes a path of this origin, and nothing else", () => {
    expect(returnToOf(wanted("/login?return_to=%2Fnotes%3Fpage%3D2"))).toBe("/notes?page=2");
    expect(returnToOf(wanted("/login?return_to=https%3A%2F%2Fevil.test"))).toBe("/");
    expect(returnToOf(wanted("/login?return_to=%2F%2Fevil.test"), "/home")).toBe("/home");
    expect(returnToOf(wanted("/login"))).toBe("/");
  });
});

test("it waits for as long as nobody knows, also without a network, and asks for nothing itself", async () => {
  const client = fakeClient(restoring);
  const settled = vi.fn();
  const answer = sessionGuard(client, { loginUrl: "/login", redirect })(byLocation("/notes")).then(settled);
  client.put({ status: "restoring", offline: true, subject: undefined });
  await new Promise((resume) => setImmediate(resume));
  expect(settled).not.toHaveBeenCalled();
  client.put(signedIn);
  await answer;
  expect(settled).toHaveBeenCalledWith(session);
  expect(client.listeners.size).toBe(0);
});

test("an ended session leads to the login when that is asked for", async () => {
  const guard = sessionGuard(fakeClient(expired), { loginUrl: "/login", redirect, whenEnded: "redirect" });
  await expect(guard(byLocation("/notes"))).rejects.toEqual({ redirectedTo: "/login?return_to=%2Fnotes" });
});

test("a login page of another origin has the same path as one of ours, and is another page", async () => {
  const guard = sessionGuard(fakeClient(signedOut), { loginUrl: "https://id.test/login", redirect });
  await expect(guard(byRequest("/login"))).rejects.toEqual({
    redirectedTo: "https://id.test/login?return_to=%2Flogin",
  });
});

test.each([
  ["/login?theme=dark", "/login?theme=dark&return_to=%2Fnotes%23third"],
  ["/login#form", "/login?return_to=%2Fnotes%23third#form"],
])("loginUrl %s keeps what it has", (loginUrl, expected) => {
  expect(loginHref(loginUrl, "/notes#third")).toBe(expected);
});
