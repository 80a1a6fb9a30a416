// @vitest-environment happy-dom
/**
 * Goal: components show what the client's state says, and add nothing of their own.
 * Method: a client that the test puts into each state, rendered in a document and on a server, in Strict Mode too.
 */
import { act, cleanup, render, screen } from "@testing-library/react";
import { StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, expect, test, vi } from "vitest";
import { SessionProvider, SignedIn, SignedOut, useSession } from "../../src/react/index.ts";
import {
  expired,
  fakeClient,
  restoring,
  session,
  signedIn,
  signedInAs,
  signedOut,
} from "./support/fake-client.ts";

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

function Status() {
  const { status, session: current, state, client } = useSession();
  return <output>{`${status} ${current?.subject ?? "-"} ${state === client.state}`}</output>;
}

const shown = (): string => document.body.textContent;

test("useSession follows the client through every state", () => {
  const client = fakeClient(restoring);
  render(
    <SessionProvider client={client}>
      <Status />
    </SessionProvider>,
  );
  expect(shown()).toBe("restoring - true");
  act(() => client.put(signedIn));
  expect(shown()).toBe("signedIn ada true");
  act(() => client.put(expired));
  expect(shown()).toBe("ended - true");
  act(() => client.put(signedOut));
  expect(shown()).toBe("signedOut - true");
});

test("useSession outside of a provider is a TypeError that says what to do", () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  expect(() => render(<Status />)).toThrow(TypeError);
  expect(() => render(<Status />)).toThrow(/put <SessionProvider client=\{…\}> around it/);
});

function Page() {
  return (
    <>
      <SignedIn fallback="wait in. ">private. </SignedIn>
      <SignedOut fallback="wait out. ">public. </SignedOut>
    </>
  );
}

test.each([
  [restoring, "wait in. wait out. "],
  [{ ...restoring, offline: true }, "wait in. wait out. "],
  [signedIn, "private. "],
  [signedOut, "public. "],
  [expired, ""],
])("SignedIn and SignedOut in %j", (state, expected) => {
  render(
    <SessionProvider client={fakeClient(state)}>
      <Page />
    </SessionProvider>,
  );
  expect(shown()).toBe(expected);
});

test("without a fallback nothing is shown while restoring", () => {
  render(
    <SessionProvider client={fakeClient(restoring)}>
      <SignedIn>private</SignedIn>
      <SignedOut>public</SignedOut>
    </SessionProvider>,
  );
  expect(shown()).toBe("");
});

test("SignedIn hands the session to a function", () => {
  render(
    <SessionProvider client={fakeClient(signedIn)}>
      <SignedIn>{({ subject, generation }) => `${subject} ${generation}`}</SignedIn>
    </SessionProvider>,
  );
  expect(shown()).toBe(`${session.subject} ${session.generation}`);
});

test("C70: a hostile name is text", () => {
  const hostile = { ...session, subject: "<img src=x onerror=alert(1)>" };
  render(
    <SessionProvider client={fakeClient(signedInAs(hostile))}>
      <SignedIn>{({ subject }) => <b>{subject}</b>}</SignedIn>
    </SessionProvider>,
  );
  expect(screen.getByText(hostile.subject)).toBeDefined();
  expect(document.querySelector("img")).toBeNull();
});

test("once a session has ended, what it showed is gone from the document", () => {
  const client = fakeClient(signedIn);
  render(
    <SessionProvider client={client}>
      <Page />
    </SessionProvider>,
  );
  expect(shown()).toContain("private");
  act(() => client.put(expired));
  expect(shown()).not.toContain("private");
});

test("on a server everyone is restoring, whoever the client knows", () => {
  const html = renderToString(
    <SessionProvider client={fakeClient(signedIn)}>
      <Page />
      <Status />
    </SessionProvider>,
  );
  expect(html).toContain("wait in. ");
  expect(html).toContain("restoring - false");
  expect(html).not.toContain("private");
});

test("Strict Mode mounts everything twice and leaves one listener each; unmounting leaves none", () => {
  const client = fakeClient(restoring);
  const close = vi.spyOn(client, "close");
  const { unmount } = render(
    <StrictMode>
      <SessionProvider client={client}>
        <Page />
      </SessionProvider>
    </StrictMode>,
  );
  expect(client.listeners.size).toBe(2);
  act(() => client.put(signedIn));
  expect(shown()).toBe("private. ");
  unmount();
  expect(client.listeners.size).toBe(0);
  expect(close).not.toHaveBeenCalled();
});

test("another client takes the place of the first", () => {
  const [first, second] = [fakeClient(signedOut), fakeClient(signedIn)];
  const { rerender } = render(
    <SessionProvider client={first}>
      <Page />
    </SessionProvider>,
  );
  rerender(
    <SessionProvider client={second}>
      <Page />
    </SessionProvider>,
  );
  expect(shown()).toBe("private. ");
  expect(first.listeners.size).toBe(0);
});
