/**
 * Goal: React's Strict Mode, which mounts everything twice, costs no second refresh and no second session (complaint 19).
 * Method: a page with React's development build, three components that call the API in an effect, and the client of the
 * page in a provider.
 */
import { expect } from "vitest";
import { tabsTest } from "../support/device.ts";
import { ada, logInAs, reaches } from "../support/tab.ts";

const test = tabsTest();

test("complaint 19: in Strict Mode, a page that is loaded makes one refresh, and all calls are answered", async ({
  site,
  device,
}) => {
  const page = await device.openTab("/strict-mode");
  await reaches(page, "signedOut");
  await page.getByText("signedOut: 401 401").nth(2).waitFor();
  await logInAs(page, ada);
  const before = site.arrivalsOf("POST /auth/refresh").length;
  const calls = site.arrivalsOf("GET /api/notes").length;
  await page.reload();
  await page.getByText("signedIn: 200 200").nth(2).waitFor();

  expect(site.arrivalsOf("POST /auth/refresh").length).toBe(before + 1);
  // Three components, twice each.
  expect(site.arrivalsOf("GET /api/notes").length - calls).toBe(6);
  expect(site.events.filter(({ type }) => type === "session_created")).toHaveLength(1);
});
