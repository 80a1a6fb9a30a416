/**
 * Goal: the login form lets people and their password managers do what they do (ASVS 6.2.6, 6.2.7), the way out is on
 * every page behind it (ASVS 7.4.4), and text of users never becomes markup. Method: the markup of the real
 * components, rendered without a browser; the behaviour is tested end to end.
 */
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { demoLogin } from "../server/seed.ts";
import { LoginPage } from "../src/pages/login.tsx";
import { Shell } from "../src/shell.tsx";

const markup = (node: ReactNode) => renderToStaticMarkup(node);
const login = markup(<LoginPage login={() => Promise.reject(new Error("not used"))} />);
const tag = (name: string, html: string) => new RegExp(`<[^>]*name="${name}"[^>]*>`).exec(html)?.[0] ?? "";

test("the password is hidden at first, and a button says that it can be shown", () => {
  expect(tag("password", login)).toContain('type="password"');
  expect(login).toMatch(/<button[^>]*aria-label="Show password"[^>]*>Show</);
});

test("password managers are told what is what, and nothing limits or blocks what is pasted", () => {
  expect(tag("email", login)).toContain('autoComplete="username"');
  expect(tag("password", login)).toContain('autoComplete="current-password"');
  expect(tag("password", login)).not.toMatch(/maxlength|onpaste|readonly/i);
});

test("every field has a label, and there is a place for the alert", () => {
  for (const name of ["email", "password"]) {
    const id = /\bid="([^"]+)"/.exec(tag(name, login))?.[1];
    expect(login).toContain(`<label for="${id}">`);
  }
  expect(login).toContain('role="alert"');
});

test("the login page shows the login that the server seeds", () => {
  expect(login).toContain(demoLogin.email);
  expect(login).toContain(demoLogin.password);
});

test("the way out is around every page, and the current one is marked", () => {
  const shell = markup(
    <Shell path="/devices" email="ann@example.com" logout={() => undefined} panel={null}>
      page
    </Shell>,
  );
  expect(shell).toMatch(/<header.*<button[^>]*>Log out<\/button>.*<\/header>/);
  expect(shell).toContain('href="/devices" aria-current="page"');
});

test("a hostile name is text", () => {
  const hostile = "<img src=x onerror=alert(1)>";
  const shell = markup(
    <Shell path="/devices" email={hostile} logout={() => undefined} panel={null}>
      {hostile}
    </Shell>,
  );
  expect(shell).not.toContain("<img");
});
