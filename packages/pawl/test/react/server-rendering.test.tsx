// @vitest-environment happy-dom
/**
 * Goal: a page that was rendered on a server becomes the browser's without a flash of something else, without a
 * complaint of React's, and without a request of the components.
 * Method: rendered to text, put into the document, hydrated; what React reports is caught.
 */
import { act, cleanup } from "@testing-library/react";
import type { ReactNode } from "react";
import { hydrateRoot, type Root } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Client, ClientSession, ClientState } from "../../src/client/index.ts";
import {
  InactivityWarning,
  SessionExpired,
  SessionProvider,
  SignedIn,
  SignedOut,
  useSession,
  useSessionExpired,
  useSessions,
  useUser,
} from "../../src/react/index.ts";
import {
  endedFor,
  expired,
  fakeClient,
  restoring,
  session,
  signedIn,
  signedInAs,
  signedOut,
} from "./support/fake-client.ts";

let root: Root | undefined;
const problems: unknown[] = [];

beforeEach(() => {
  problems.length = 0;
  vi.spyOn(console, "error").mockImplementation((...said) => void problems.push(said));
});

afterEach(() => {
  act(() => root?.unmount());
  cleanup();
  document.body.replaceChildren();
  vi.restoreAllMocks();
});

function Everything() {
  const { status, offline } = useSession();
  const user = useUser();
  const sessions = useSessions();
  const { loginHref } = useSessionExpired({ loginUrl: "/login" });
  return <output>{[status, offline, user?.subject, sessions.status, loginHref].join(" ")}</output>;
}

function App({ client, initialSession }: { client: Client; initialSession?: ClientSession | undefined }) {
  return (
    <SessionProvider client={client} initialSession={initialSession}>
      <SignedIn fallback="wait. ">private. </SignedIn>
      <SignedIn keep>{({ subject }) => <input aria-label={subject} />}</SignedIn>
      <SignedOut>public. </SignedOut>
      <SessionExpired loginUrl="/login" />
      <InactivityWarning />
      <Everything />
    </SessionProvider>
  );
}

/** As on a server: without a window, a document or a location. */
function onServer(node: ReactNode): string {
  vi.stubGlobal("window", undefined);
  vi.stubGlobal("document", undefined);
  vi.stubGlobal("location", undefined);
  try {
    return renderToString(node);
  } finally {
    vi.unstubAllGlobals();
  }
}

function hydrate(html: string, node: ReactNode): void {
  const container = document.body.appendChild(document.createElement("div"));
  container.innerHTML = html;
  act(() => {
    root = hydrateRoot(container, node, { onRecoverableError: (error) => void problems.push(error) });
  });
}

const shown = (): string => document.body.textContent;

test.each([restoring, signedIn, signedOut, expired])(
  "a page rendered for everyone hydrates into %j without a complaint",
  (state) => {
    const serverClient = fakeClient(signedIn);
    const html = onServer(<App client={serverClient} />);
    expect(html).toContain("wait. ");
    expect(html).toContain("restoring false");
    expect(html).not.toContain("private");
    expect(serverClient.listeners.size).toBe(0);
    hydrate(html, <App client={fakeClient(state)} />);
    expect(problems).toEqual([]);
    expect(shown()).toContain(`${state.status} false`);
  },
);

test("no inline style is in what a server renders, for the strictest Content-Security-Policy", () => {
  expect(onServer(<App client={fakeClient(restoring)} initialSession={session} />)).not.toContain("style");
});

describe("initialSession", () => {
  /** A page that the server rendered for Ada, hydrated while the client does not know yet. */
  function pageOfAda(state: ClientState = restoring) {
    const html = onServer(<App client={fakeClient(restoring)} initialSession={session} />);
    expect(html).toContain("private. ");
    expect(html).toContain("signedIn false ada");
    const client = fakeClient(state, { fetch: () => new Promise(() => undefined) });
    hydrate(html, <App client={client} initialSession={session} />);
    return client;
  }
  const put = (client: ReturnType<typeof fakeClient>, state: ClientState): Promise<void> =>
    act(async () => client.put(state));

  test("is shown from the server's answer to the client's, without a flash of anything else", async () => {
    const client = pageOfAda();
    expect(shown()).toContain("private. ");
    const field = document.querySelector("input");
    await put(client, signedIn);
    expect(document.querySelector("input")).toBe(field);
    expect(problems).toEqual([]);
  });

  test("goes on while the server cannot be reached, and the page can say so", async () => {
    const client = pageOfAda();
    await put(client, { status: "restoring", offline: true, subject: undefined });
    expect(shown()).toContain("private. ");
    expect(shown()).toContain("signedIn true ada");
  });

  test.each([
    [signedOut, "signedOut"],
    [endedFor("logged_out"), "ended"],
  ])("gives way to what the client finds out: %j", async (state, status) => {
    const client = pageOfAda();
    await put(client, state);
    expect(shown()).not.toContain("private");
    expect(shown()).toContain(status);
    expect(problems).toEqual([]);
  });

  test("complaint 50: gives way to another user, of whose page nothing is Ada's", async () => {
    const client = pageOfAda();
    const field = document.querySelector("input");
    await put(client, signedInAs({ ...session, subject: "grace" }));
    expect(document.querySelector("input")).not.toBe(field);
    expect(shown()).toContain("signedIn false grace");
  });

  test("never comes back: whoever is not known later is not taken for the user of then", async () => {
    const client = pageOfAda();
    await put(client, signedOut);
    await put(client, restoring);
    expect(shown()).not.toContain("private");
    expect(shown()).toContain("restoring");
  });

  test("a client that knew before the page hydrated has the last word, without a complaint", async () => {
    pageOfAda(signedOut);
    await act(async () => undefined);
    expect(shown()).not.toContain("private");
    expect(problems).toEqual([]);
  });
});
