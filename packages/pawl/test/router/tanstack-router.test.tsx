// @vitest-environment happy-dom
/**
 * Goal: the guard works in TanStack Router as it is, in `beforeLoad`.
 * Method: the real router on its memory history; what it shows and where it is are looked at.
 */
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
  redirect,
} from "@tanstack/react-router";
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, onTestFinished, test } from "vitest";
import type { Client } from "../../src/client/index.ts";
import { SessionExpired, SessionProvider } from "../../src/react/index.ts";
import { returnToOf, sessionGuard, watchUser } from "../../src/router/index.ts";
import { expired, fakeClient, restoring, signedIn, signedOut } from "../react/support/fake-client.ts";

afterEach(cleanup);

async function show(client: Client, at: string) {
  const guard = sessionGuard(client, { loginUrl: "/login", redirect: (href) => redirect({ href }) });
  const root = createRootRoute({ component: Outlet });
  const home = createRoute({ getParentRoute: () => root, path: "/", component: () => <p>home</p> });
  const login = createRoute({
    getParentRoute: () => root,
    path: "/login",
    beforeLoad: async (args) => {
      const { status } = await client.settled();
      if (status === "signedIn") throw redirect({ href: returnToOf(args) });
    },
    component: () => <p>log in</p>,
  });
  const guarded = createRoute({
    getParentRoute: () => root,
    id: "guarded",
    beforeLoad: async (args) => ({ session: await guard(args) }),
    component: Outlet,
  });
  const notes = createRoute({
    getParentRoute: () => guarded,
    path: "/notes",
    component: () => <p>{`notes of ${notes.useRouteContext().session?.subject}`}</p>,
  });
  const router = createRouter({
    routeTree: root.addChildren([home, login, guarded.addChildren([notes])]),
    history: createMemoryHistory({ initialEntries: [at] }),
  });
  onTestFinished(watchUser(client, () => void router.invalidate()));
  await act(async () =>
    render(
      <SessionProvider client={client}>
        <RouterProvider router={router} />
        <SessionExpired loginUrl="/login" />
      </SessionProvider>,
    ),
  );
  return { router, place: () => router.state.location.href };
}

const shown = () => document.body.textContent;

test("signed in, what is below has the session in its context", async () => {
  await show(fakeClient(signedIn), "/notes");
  expect(await screen.findByText("notes of ada")).toBeDefined();
});

test("a page that was opened while nobody knows waits, and then is shown", async () => {
  const client = fakeClient(restoring);
  const { place } = await show(client, "/notes?page=2");
  expect(shown()).not.toContain("notes");
  await act(async () => client.put(signedIn));
  expect(await screen.findByText("notes of ada")).toBeDefined();
  expect(place()).toBe("/notes?page=2");
});

test("signed out, it leads to the login; after it, the login page leads back", async () => {
  const client = fakeClient(signedOut);
  const { place } = await show(client, "/notes?page=2");
  expect(await screen.findByText("log in")).toBeDefined();
  expect(place()).toBe("/login?return_to=%2Fnotes%3Fpage%3D2");
  await act(async () => client.put(signedIn));
  expect(await screen.findByText("notes of ada")).toBeDefined();
  expect(place()).toBe("/notes?page=2");
});

test("after a logout, it leads to the login by itself", async () => {
  const client = fakeClient(signedIn);
  const { place } = await show(client, "/notes");
  await act(async () => client.put(signedOut));
  expect(await screen.findByText("log in")).toBeDefined();
  expect(place()).toBe("/login?return_to=%2Fnotes");
});

test("an ended session shows its dialog over the page that was wanted, which stays in the address bar", async () => {
  const client = fakeClient(signedIn);
  const { place, router } = await show(client, "/");
  act(() => client.put(expired));
  await act(() => router.navigate({ href: "/notes" }));
  expect(place()).toBe("/notes");
  expect(screen.getByRole("alertdialog").textContent).toContain("Your session has expired");
});
