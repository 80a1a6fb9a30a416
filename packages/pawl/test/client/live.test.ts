// @vitest-environment happy-dom
/**
 * Goal: what a page does by itself it does while somebody is signed in, and at no other time; and it can be switched off.
 * Method: clients in a document, on manual time, with and without the live part.
 */
import { expect, test } from "vitest";
import { makeClient, type Scene } from "./support/make-client.ts";
import { scriptedServer } from "./support/scripted-server.ts";
import { act } from "./support/show.ts";

const hour = 3_600_000;

function page(live: boolean): Scene {
  const server = scriptedServer();
  server.session = undefined;
  server.always("/auth/events", () => new Response("", { status: 404 }));
  return makeClient({ server, live, apiOrigins: ["https://app.test"] });
}

async function useFor({ time }: Scene, ms: number): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += 60_000) {
    act();
    await time.advance(60_000);
  }
}

test("nothing is asked while nobody is signed in, whatever the user does", async () => {
  const scene = page(true);
  await useFor(scene, hour);
  expect(scene.server.arrived.map(({ path }) => path)).toEqual(["/auth/refresh"]);
  expect(scene.time.pending()).toEqual([]);
});

test("from the login on, the end is listened for and the token replaced ahead of time; until the logout", async () => {
  const scene = page(true);
  await scene.time.advance(1000);
  scene.server.arrived.length = 0;
  await scene.client.login({ email: "ada", password: "right" });
  await useFor(scene, hour);
  const paths = scene.server.arrived.map(({ path }) => path);
  expect(paths.slice(0, 2)).toEqual(["/auth/login", "/auth/events"]);
  expect(paths.filter((path) => path === "/auth/refresh")).toHaveLength(2);
  await scene.client.logout();
  scene.server.arrived.length = 0;
  await useFor(scene, hour);
  expect(scene.server.arrived).toEqual([]);
});

test("live: false switches it off", async () => {
  const scene = page(false);
  await scene.client.login({ email: "ada", password: "right" });
  scene.server.arrived.length = 0;
  await useFor(scene, hour);
  expect(scene.server.arrived).toEqual([]);
});
