// @vitest-environment happy-dom
/**
 * Goal: who is about to be logged out for being away is told in time, in whatever way they read, and can stay.
 * Method: the client's own watch on a client whose server clock the test sets; each new state makes it look at it.
 */
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, expect, test, vi } from "vitest";
import type { ClientSession } from "../../src/client/index.ts";
import {
  InactivityWarning,
  type InactivityWarningProps,
  SessionExpired,
  SessionProvider,
  useInactivityWarning,
} from "../../src/react/index.ts";
import { expired, fakeClient, session, signedInAs, signedOut } from "./support/fake-client.ts";

afterEach(cleanup);

const minute = 60_000;
/** Ends in ten minutes of the server's clock, unless it is used. */
const idle: ClientSession = { ...session, inactivityExpiresAt: 10 * minute, expiresAt: 1000 * minute };

function scene() {
  let nowMs = 0;
  const refresh = vi.fn(() => Promise.resolve(idle));
  const logout = vi.fn(() => Promise.resolve());
  const client = fakeClient(signedInAs(idle), { serverNow: () => nowMs, refresh, logout });
  /** The same session, looked at so many seconds before its end. */
  const before = (seconds: number, change: Partial<ClientSession> = {}): void => {
    nowMs = idle.inactivityExpiresAt - seconds * 1000;
    act(() => client.put(signedInAs({ ...idle, ...change })));
  };
  return { client, refresh, logout, before };
}

function show(props: InactivityWarningProps = {}) {
  const given = scene();
  const view = render(
    <SessionProvider client={given.client}>
      <InactivityWarning {...props} />
      <SessionExpired loginUrl="/login" />
    </SessionProvider>,
  );
  return { ...given, ...view };
}

const dialog = () => screen.queryByRole<HTMLDialogElement>("alertdialog");
const button = (name: string) => screen.getByRole("button", { name });
const heard = () => screen.getByRole("status").textContent;

test("nothing is shown until a minute before the end; then a modal alertdialog with a name and a countdown", () => {
  const { before } = show();
  expect(dialog()).toBeNull();
  before(61);
  expect(dialog()).toBeNull();
  before(59.5);
  expect(dialog()?.open).toBe(true);
  const named = (attribute: string) =>
    document.getElementById(dialog()?.getAttribute(attribute) ?? "")?.textContent;
  expect(named("aria-labelledby")).toBe("Are you still there?");
  expect(named("aria-describedby")).toBe("Seconds until you are logged out: 60");
  before(42);
  expect(named("aria-describedby")).toBe("Seconds until you are logged out: 42");
});

test("warnBeforeMs makes it earlier", () => {
  const { before } = show({ warnBeforeMs: 2 * minute });
  before(119);
  expect(dialog()?.open).toBe(true);
});

test("it is focused on staying, so that Enter does no harm", () => {
  const { before } = show();
  before(59);
  expect(document.activeElement).toBe(button("Stay signed in"));
});

test("it is announced politely, at a few moments and not each second", () => {
  const { before } = show();
  before(59);
  const said = new Set<string | null>();
  for (let seconds = 58; seconds > 0; seconds--) {
    before(seconds);
    said.add(heard());
  }
  said.delete("");
  expect([...said]).toEqual([60, 45, 30, 15].map((left) => `Seconds until you are logged out: ${left}`));
  expect(document.querySelector("[aria-live=assertive]")).toBeNull();
});

test("staying closes it at once and makes one refresh, which tells the server that the user is here", () => {
  const { before, refresh } = show();
  before(30);
  fireEvent.click(button("Stay signed in"));
  expect(dialog()).toBeNull();
  expect(refresh).toHaveBeenCalledTimes(1);
  before(20);
  expect(dialog()).toBeNull();
});

test("staying without a network does not reject, and leaves the page usable", async () => {
  const { before, refresh } = show();
  refresh.mockRejectedValue(new Error("no network"));
  before(30);
  await act(async () => fireEvent.click(button("Stay signed in")));
  expect(dialog()).toBeNull();
});

test("Escape stays, too", () => {
  const { before, refresh } = show();
  before(30);
  expect(dialog()?.getAttribute("closedby")).toBe("closerequest");
  const cancel = new Event("cancel", { cancelable: true });
  fireEvent(dialog() as HTMLDialogElement, cancel);
  expect(cancel.defaultPrevented).toBe(true);
  expect(dialog()).toBeNull();
  expect(refresh).toHaveBeenCalledTimes(1);
});

test("after staying, the next end is warned of again", () => {
  const { before } = show();
  before(30);
  fireEvent.click(button("Stay signed in"));
  before(30, { inactivityExpiresAt: idle.inactivityExpiresAt + 5 });
  expect(dialog()?.open).toBe(true);
});

test("it goes when the user is active in another tab, and asks nothing of the server for that", () => {
  const { before, refresh } = show();
  before(30);
  before(29, { inactivityExpiresAt: idle.inactivityExpiresAt + 10 * minute });
  expect(dialog()).toBeNull();
  expect(refresh).not.toHaveBeenCalled();
});

test("logging out logs out", () => {
  const { before, logout } = show();
  before(30);
  fireEvent.click(button("Log out"));
  expect(logout).toHaveBeenCalledTimes(1);
});

test("when the session does end, only what says so is shown", () => {
  const { before, client } = show();
  before(1);
  act(() => client.put(expired));
  expect(screen.getAllByRole("alertdialog")).toHaveLength(1);
  expect(dialog()?.textContent).toContain("Your session has expired");
  act(() => client.put(signedOut));
  expect(dialog()).toBeNull();
});

test("texts can be replaced one by one, with the numbers of another language", () => {
  const { before } = show({
    texts: { description: (seconds) => `Noch ${seconds} s`, stayText: "Angemeldet bleiben" },
  });
  before(30);
  expect(dialog()?.textContent).toContain("Noch 30 s");
  expect(button("Angemeldet bleiben")).toBeDefined();
  expect(button("Log out")).toBeDefined();
});

test("a look of one's own replaces the inside and the style, and keeps the dialog and its name", () => {
  const { before } = show({
    className: "mine",
    children: ({ titleId, title, remainingSeconds, stay }) => (
      <>
        <h1 id={titleId}>{title}</h1>
        <button type="button" onClick={stay}>
          {remainingSeconds}
        </button>
      </>
    ),
  });
  before(30);
  expect(dialog()?.className).toBe("mine");
  expect(document.adoptedStyleSheets).toEqual([]);
  fireEvent.click(button("30"));
  expect(dialog()).toBeNull();
});

test("useInactivityWarning is all there is underneath", () => {
  function Banner() {
    const { open, remainingSeconds } = useInactivityWarning({ warnBeforeMs: 30_000 });
    return <p>{open ? remainingSeconds : "fine"}</p>;
  }
  const { client, before } = scene();
  const { container } = render(
    <SessionProvider client={client}>
      <Banner />
    </SessionProvider>,
  );
  before(31);
  expect(container.textContent).toBe("fine");
  before(17);
  expect(container.textContent).toBe("17");
});

test("Strict Mode shows one dialog and asks for nothing; unmounting leaves no listener and no sheet", () => {
  const { client, before, refresh } = scene();
  const { unmount } = render(
    <StrictMode>
      <SessionProvider client={client}>
        <InactivityWarning />
      </SessionProvider>
    </StrictMode>,
  );
  // One for the state, one of the watch.
  expect(client.listeners.size).toBe(2);
  before(30);
  expect(screen.getAllByRole("alertdialog")).toHaveLength(1);
  expect(document.adoptedStyleSheets).toHaveLength(1);
  unmount();
  expect(client.listeners.size).toBe(0);
  expect(document.adoptedStyleSheets).toEqual([]);
  expect(refresh).not.toHaveBeenCalled();
});

test("on a server it renders nothing and watches nothing", () => {
  const { client } = scene();
  const html = renderToString(
    <SessionProvider client={client}>
      <InactivityWarning />
    </SessionProvider>,
  );
  expect(html).toBe("");
  expect(client.listeners.size).toBe(0);
});
