// @vitest-environment happy-dom
/**
 * Goal: what one tab has written is shown late by the storage of another one, and no tab stays behind for it.
 * Method: two clients in a document whose storage goes on showing what has been removed, until the event that tells of it.
 */
import { beforeEach, expect, test } from "vitest";
import { browser, shared } from "./support/browser.ts";
import { offline } from "./support/scripted-server.ts";

const tombstone = `${shared}:logged-out`;

beforeEach(() => localStorage.clear());

test("a tab that is told of a login before it can see that the tombstone is gone asks as soon as it can", async () => {
  const { first, second, server, time } = await browser({ live: false });
  server.always("/auth/logout", offline);
  await first.client.logout();
  // What one process writes, the storage of another one shows late.
  const stop = first.client.subscribe(() => localStorage.setItem(tombstone, ""));
  await first.client.login({ email: "ada", password: "right" });
  stop();
  await time.advance(1000);
  expect(second.client.state).toEqual({ status: "signedOut" });

  window.dispatchEvent(new StorageEvent("storage", { key: "another", newValue: null }));
  window.dispatchEvent(new StorageEvent("storage", { key: tombstone, newValue: "" }));
  await time.advance(1000);
  expect(server.to("/auth/refresh")).toEqual([]);

  localStorage.removeItem(tombstone);
  window.dispatchEvent(new StorageEvent("storage", { key: tombstone, newValue: null }));
  await time.advance(1000);
  expect(second.client.state).toMatchObject({ status: "signedIn", session: { subject: "ada" } });
  expect(server.to("/auth/refresh")).toHaveLength(1);
  second.client.close();
  first.client.close();
});
