// @vitest-environment happy-dom
/**
 * Goal: mounting twice, as Strict Mode does, costs nothing: no second refresh, no second dialog, no leaked listener.
 * Method: all components at once on a real client and a scripted server; requests and listeners are counted.
 */
import { act, cleanup, render, screen } from "@testing-library/react";
import { StrictMode } from "react";
import { afterEach, expect, test } from "vitest";
import {
  InactivityWarning,
  SessionExpired,
  SessionProvider,
  SignedIn,
  useSessions,
} from "../../src/react/index.ts";
import { json, problem } from "../client/support/answers.ts";
import { makeClient, outcomeOf } from "../client/support/make-client.ts";
import { settled } from "../client/support/manual-time.ts";
import { countSubscriptions } from "../support/count-subscriptions.ts";

afterEach(cleanup);

function Devices() {
  const { sessions } = useSessions();
  return <p>{sessions?.length}</p>;
}

test("one refresh, one list, one dialog, and no listener once everything is unmounted", async () => {
  const { client, server } = makeClient();
  server.always("/auth/sessions", () => json({ sessions: [] }));
  const listening = countSubscriptions(client);
  const { unmount } = render(
    <StrictMode>
      <SessionProvider client={client}>
        <SignedIn keep>
          <Devices />
        </SignedIn>
        <InactivityWarning />
        <SessionExpired loginUrl="/login" />
      </SessionProvider>
    </StrictMode>,
  );
  await act(settled);
  expect(client.state.status).toBe("signedIn");
  expect(server.to("/auth/refresh")).toHaveLength(1);
  expect(server.to("/auth/sessions")).toHaveLength(1);
  expect(listening()).toBeGreaterThan(0);

  server.once("/auth/refresh", () => problem("session_expired", { reason: "inactivity" }));
  await act(() => outcomeOf(client.refresh()));
  expect(screen.getAllByRole("alertdialog")).toHaveLength(1);
  expect(document.adoptedStyleSheets).toHaveLength(1);
  expect(server.to("/auth/refresh")).toHaveLength(2);

  unmount();
  expect(listening()).toBe(0);
  expect(document.adoptedStyleSheets).toEqual([]);
});
