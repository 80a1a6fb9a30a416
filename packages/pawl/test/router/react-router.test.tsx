// @vitest-environment happy-dom
/**
 * Goal: the guard works in React Router as it is, in loaders and in middleware.
 * Method: the real router in data mode, on its memory history; what it shows and where it is are looked at.
 */
import { act, cleanup, render, screen } from "@testing-library/react";
import {
  createMemoryRouter,
  Outlet,
  type RouteObject,
  RouterProvider,
  redirect,
  useLoaderData,
} from "react-router";
import { afterEach, expect, onTestFinished, test } from "vitest";
import type { Client, ClientSession } from "../../src/client/index.ts";
import { SessionExpired, SessionProvider } from "../../src/react/index.ts";
import { returnToOf, sessionGuard, watchUser } from "../../src/router/index.ts";
import {
  expired,
  type FakeClient,
  fakeClient,
  restoring,
  signedIn,
  signedOut,
} from "../react/support/fake-client.ts";

afterEach(cleanup);

function Notes() {
  const session = useLoaderData<ClientSession | undefined>();
  return <p>{`notes of ${session?.subject}`}</p>;
}

function routesOf(client: Client): RouteObject[] {
  const guard = sessionGuard(client, { loginUrl: "/login", redirect });
  const routes: RouteObject[] = [
    {
      path: "/login",
      loader: async (args) => {
        const { status } = await client.settled();
        if (status === "signedIn") throw redirect(returnToOf(args));
        return null;
      },
      Component: () => <p>log in</p>,
    },
    { path: "/notes", loader: guard, Component: Notes },
    {
      path: "/team",
      middleware: [
        async (args) => {
          await guard(args);
        },
      ],
      Component: Outlet,
      children: [{ path: "plan", loader: () => "plan", Component: () => <p>{useLoaderData()}</p> }],
    },
    { path: "/", Component: () => <p>home</p> },
  ];
  return [{ HydrateFallback: () => null, children: routes }];
}

async function show(client: FakeClient, at: string) {
  const router = createMemoryRouter(routesOf(client), { initialEntries: [at] });
  onTestFinished(watchUser(client, () => void router.revalidate()));
  await act(async () =>
    render(
      <SessionProvider client={client}>
        <RouterProvider router={router} />
        <SessionExpired loginUrl="/login" />
      </SessionProvider>,
    ),
  );
  const place = () => router.state.location.pathname + router.state.location.search;
  return { router, place };
}

const shown = () => document.body.textContent;

test("signed in, the loader has the session", async () => {
  await show(fakeClient(signedIn), "/notes");
  expect(shown()).toBe("notes of ada");
});

test("a page that was opened while nobody knows waits, and then is shown", async () => {
  const client = fakeClient(restoring);
  const { place } = await show(client, "/notes?page=2");
  expect(shown()).toBe("");
  await act(async () => client.put(signedIn));
  expect(shown()).toBe("notes of ada");
  expect(place()).toBe("/notes?page=2");
});

test("signed out, a loader leads to the login; after it, the login page leads back", async () => {
  const client = fakeClient(signedOut);
  const { place } = await show(client, "/notes?page=2");
  expect(shown()).toBe("log in");
  expect(place()).toBe("/login?return_to=%2Fnotes%3Fpage%3D2");
  await act(async () => client.put(signedIn));
  expect(place()).toBe("/notes?page=2");
  expect(shown()).toBe("notes of ada");
});

test("as middleware, it guards all that is below, before any loader of it runs", async () => {
  const client = fakeClient(signedOut);
  const { place } = await show(client, "/team/plan");
  expect(place()).toBe("/login?return_to=%2Fteam%2Fplan");
  await act(async () => client.put(signedIn));
  expect(shown()).toBe("plan");
});

test("after a logout, it leads to the login by itself", async () => {
  const client = fakeClient(signedIn);
  const { place } = await show(client, "/notes");
  await act(async () => client.put(signedOut));
  expect(place()).toBe("/login?return_to=%2Fnotes");
});

test("an ended session shows its dialog over the page that was wanted, which stays in the address bar", async () => {
  const client = fakeClient(signedIn);
  const { place, router } = await show(client, "/");
  act(() => client.put(expired));
  await act(() => router.navigate("/notes"));
  expect(place()).toBe("/notes");
  expect(screen.getByRole("alertdialog").textContent).toContain("Your session has expired");
});
