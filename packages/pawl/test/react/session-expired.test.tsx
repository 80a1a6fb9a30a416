// @vitest-environment happy-dom
/**
 * Goal: whoever's session has ended is told so, told why, and led to the login and back, whatever they use to read.
 * Method: a client that the test puts into each state; the dialog is looked at as assistive technology would.
 */
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, expect, test, vi } from "vitest";
import type { ClientState, EndReason } from "../../src/client/index.ts";
import { endReasons } from "../../src/protocol/reasons.ts";
import {
  defaultTexts,
  SessionExpired,
  type SessionExpiredProps,
  SessionProvider,
  useSessionExpired,
} from "../../src/react/index.ts";
import { endedFor, expired, fakeClient, restoring, signedIn, signedOut } from "./support/fake-client.ts";

afterEach(() => {
  cleanup();
  history.replaceState(null, "", "/");
});

function show(state: ClientState, props: Partial<SessionExpiredProps> = {}) {
  const client = fakeClient(state);
  const view = render(
    <SessionProvider client={client}>
      <SessionExpired loginUrl="/login" {...props} />
    </SessionProvider>,
  );
  return { client, ...view };
}

const dialog = (): HTMLDialogElement => screen.getByRole("alertdialog");
const link = (): HTMLAnchorElement => screen.getByRole("link");
const returnTo = (): string | null => new URL(link().href).searchParams.get("return_to");

test.each([restoring, signedOut, signedIn])("nothing is shown in %j", (state) => {
  const { container } = show(state);
  expect(container.innerHTML).toBe("");
  expect(document.adoptedStyleSheets).toEqual([]);
});

test("an ended session opens a modal alertdialog with a name, a description and a link that has the focus", () => {
  const { client } = show(signedIn);
  act(() => client.put(expired));
  expect(dialog().open).toBe(true);
  expect(dialog().tagName).toBe("DIALOG");
  expect(dialog().getAttribute("aria-modal")).toBe("true");
  const named = (attribute: string) =>
    document.getElementById(dialog().getAttribute(attribute) ?? "")?.textContent;
  expect(named("aria-labelledby")).toBe("Your session has expired");
  expect(named("aria-describedby")).toBe(defaultTexts.inactivity.description);
  expect(link().textContent).toBe("Log in");
  expect(document.activeElement).toBe(link());
});

test.each([...endReasons])("the reason %s has a text of its own", (reason) => {
  show(endedFor(reason));
  const { title, description } = defaultTexts[reason];
  expect(dialog().textContent).toBe(`${title}${description}Log in`);
});

test("each reason's text differs from the others'", () => {
  const texts = [...endReasons, "unknown" as const].map((reason) => defaultTexts[reason].description);
  expect(new Set(texts).size).toBe(texts.length);
});

test.each([undefined, "moon_phase" as EndReason])(
  "without a reason that is known (%s) it still says that it ended",
  (reason) => {
    show(endedFor(reason));
    expect(dialog().textContent).toContain("Your session has ended");
  },
);

test("the link leads to the login and back to where the user is, query and fragment included", () => {
  history.replaceState(null, "", "/notes?page=2&q=a%26b#third");
  show(expired);
  expect(new URL(link().href).origin).toBe(location.origin);
  expect(new URL(link().href).pathname).toBe("/login");
  expect(returnTo()).toBe("/notes?page=2&q=a%26b#third");
});

test("the link follows the user who goes back while the dialog is open", () => {
  history.replaceState(null, "", "/one");
  show(expired);
  history.replaceState(null, "", "/two");
  act(() => void dispatchEvent(new Event("popstate")));
  expect(returnTo()).toBe("/two");
});

test("C68: a path that would leave the origin is not passed on", () => {
  history.replaceState(null, "", `${location.origin}//evil.test/x`);
  show(expired);
  expect(returnTo()).toBe("/");
});

test.each([
  ["/login?theme=dark", "/login?theme=dark&return_to=%2F"],
  ["/login#form", "/login?return_to=%2F#form"],
  ["https://login.test/in", "https://login.test/in?return_to=%2F"],
])("loginUrl %s keeps what it has", (loginUrl, expected) => {
  show(expired, { loginUrl });
  expect(link().getAttribute("href")).toBe(expected);
});

test("Escape does not dismiss it, and neither does a browser that closes it without asking", () => {
  show(expired);
  const cancel = new Event("cancel", { cancelable: true });
  fireEvent(dialog(), cancel);
  expect(cancel.defaultPrevented).toBe(true);
  expect(dialog().getAttribute("closedby")).toBe("none");
  act(() => dialog().close());
  expect(dialog().open).toBe(true);
});

test("once it is gone, a late close event does not bring it back", () => {
  const { unmount } = show(expired);
  const element = dialog();
  unmount();
  // Browsers tell of a close a moment later.
  element.dispatchEvent(new Event("close"));
  expect(element.open).toBe(false);
});

test("it goes away when somebody logs in, and comes back with the next end", () => {
  const { client, container } = show(expired);
  act(() => client.put(signedIn));
  expect(container.innerHTML).toBe("");
  act(() => client.put(endedFor("revoked_by_admin")));
  expect(dialog().textContent).toContain("An administrator ended it.");
});

test("texts can be replaced one by one", () => {
  const inactivity = { title: "Sitzung abgelaufen", description: "Sie waren eine Weile nicht da." };
  const { client } = show(expired, { texts: { inactivity, login: "Anmelden" } });
  expect(dialog().textContent).toBe("Sitzung abgelaufenSie waren eine Weile nicht da.Anmelden");
  act(() => client.put(endedFor("user_disabled")));
  expect(dialog().textContent).toContain(defaultTexts.user_disabled.description);
});

test("a look of one's own replaces the inside and the style, and keeps the dialog and its name", () => {
  show(expired, {
    className: "mine",
    children: ({ title, titleId, description, descriptionId, loginHref }) => (
      <>
        <h1 id={titleId}>{title}!</h1>
        <span id={descriptionId}>{description}</span>
        <a href={loginHref}>in</a>
      </>
    ),
  });
  expect(dialog().open).toBe(true);
  expect(dialog().className).toBe("mine");
  expect(document.getElementById(dialog().getAttribute("aria-labelledby") ?? "")?.textContent).toBe(
    "Your session has expired!",
  );
  expect(document.activeElement).toBe(link());
  expect(document.adoptedStyleSheets).toEqual([]);
});

test("useSessionExpired is all there is underneath", () => {
  function Banner() {
    const { open, title, description, loginHref, loginText } = useSessionExpired({ loginUrl: "/in" });
    return <p>{[open, title, description, loginHref, loginText].join("|")}</p>;
  }
  const client = fakeClient(signedIn);
  const { container } = render(
    <SessionProvider client={client}>
      <Banner />
    </SessionProvider>,
  );
  expect(container.textContent).toMatch(/^false\|/);
  act(() => client.put(expired));
  const { title, description } = defaultTexts.inactivity;
  expect(container.textContent).toBe(`true|${title}|${description}|/in?return_to=%2F|Log in`);
});

test("a strict Content-Security-Policy: one constructed sheet, no style element and no style attribute", () => {
  const { unmount } = show(expired);
  expect(document.adoptedStyleSheets).toHaveLength(1);
  expect(document.querySelector("style, [style]")).toBeNull();
  const [sheet] = document.adoptedStyleSheets;
  const css = [...(sheet?.cssRules ?? [])].map(({ cssText }) => cssText).join("\n");
  expect(css).toMatch(/light-dark\(/);
  expect(css).toMatch(/prefers-reduced-motion/);
  expect(css).toMatch(/pawl-action:focus/);
  expect(css).toMatch(/forced-colors/);
  // Right-to-left pages: nothing is left or right but start and end.
  expect(css).not.toMatch(/\b(left|right)\b/);
  unmount();
  expect(document.adoptedStyleSheets).toEqual([]);
});

test("language and direction are those of the place where it stands: it is no portal and claims none of its own", () => {
  const { container } = show(expired);
  expect(container.contains(dialog())).toBe(true);
  expect(container.querySelector("[lang], [dir]")).toBeNull();
});

test("sheets of the page are left alone", () => {
  const mine = new CSSStyleSheet();
  document.adoptedStyleSheets = [mine];
  const { unmount } = show(expired);
  expect(document.adoptedStyleSheets[0]).toBe(mine);
  unmount();
  expect(document.adoptedStyleSheets).toEqual([mine]);
  document.adoptedStyleSheets = [];
});

test("Strict Mode opens it once, with one sheet, and never a dialog that is open already", () => {
  const showModal = vi.spyOn(HTMLDialogElement.prototype, "showModal").mockImplementation(function (
    this: HTMLDialogElement,
  ) {
    expect(this.open).toBe(false);
    this.open = true;
  });
  render(
    <StrictMode>
      <SessionProvider client={fakeClient(expired)}>
        <SessionExpired loginUrl="/login" />
      </SessionProvider>
    </StrictMode>,
  );
  expect(showModal).toHaveBeenCalledTimes(2);
  showModal.mockRestore();
  expect(screen.getAllByRole("alertdialog")).toHaveLength(1);
  expect(dialog().open).toBe(true);
  expect(document.adoptedStyleSheets).toHaveLength(1);
});

test("on a server it renders nothing", () => {
  const html = renderToString(
    <SessionProvider client={fakeClient(expired)}>
      <SessionExpired loginUrl="/login" />
    </SessionProvider>,
  );
  expect(html).toBe("");
});
