/**
 * Goal: what the server rendered and what the client knows come together in the browser, however the visitor arrives.
 * Method: the example app in Chromium, with access tokens that live for seconds; the store is changed from this process.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { exampleLogin } from "../lib/settings.ts";
import { accessTokenSeconds, type RunningApp } from "./support/app.ts";
import { type Page, test } from "./support/example.ts";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const greeting = (page: Page) => page.getByText(`Rendered on the server for ${exampleLogin.email}`);
const expiry = () => sleep((accessTokenSeconds + 1) * 1000);

/** The live sessions of the example's user, newest first. */
async function sessionsIn({ store }: RunningApp) {
  const user = await store.users.findByEmail(exampleLogin.email);
  return store.sessions.list(user?.subject ?? "");
}

/** The documents that the browser has loaded so far, as `200 /notes`. */
function documentsOf(page: Page): string[] {
  const documents: string[] = [];
  page.on("response", (response) => {
    if (!response.request().isNavigationRequest()) return;
    documents.push(`${response.status()} ${new URL(response.url()).pathname}`);
  });
  return documents;
}

async function logIn(page: Page): Promise<void> {
  await page.getByLabel("E-mail").fill(exampleLogin.email);
  await page.getByLabel("Password").fill(exampleLogin.password);
  await button(page, "Log in").click();
  await greeting(page).waitFor();
}

test("a visitor is sent to log in by the client, and the server then renders for them", async ({
  device,
}) => {
  const page = await device.newPage();
  const documents = documentsOf(page);
  await page.goto("/notes");
  await logIn(page);
  expect(documents).toEqual(["200 /notes", "200 /login", "200 /notes"]);
});

test("an expired access token is no matter: the server renders signed in, and the client heals by itself", async ({
  device,
}) => {
  const page = await device.newPage();
  await page.goto("/login");
  await logIn(page);
  await button(page, "Ask the API").click();
  await page.getByText("The API knows 1 of them.").waitFor();

  await expiry();
  await page.getByLabel("New note").fill("Written with an expired access token.");
  await button(page, "Add").click();
  await page.getByText("Written with an expired access token.").waitFor();
  await button(page, "Ask the API").click();
  await page.getByText("The API knows 2 of them.").waitFor();

  await expiry();
  const reloaded = await page.reload();
  expect(await reloaded?.text()).toContain(exampleLogin.email);
  await button(page, "Ask the API").click();
  await page.getByText("The API knows 2 of them.").waitFor();
});

test("complaint 37: five tabs opened at once, each rendered on the server and each with its client, end no session", async ({
  device,
  app,
}) => {
  const first = await device.newPage();
  await first.goto("/login");
  await logIn(first);
  const [before] = await sessionsIn(app);
  await expiry();
  const tabs = await Promise.all(Array.from({ length: 5 }, () => device.newPage()));
  for (const page of await Promise.all(tabs.map((tab) => tab.goto("/notes").then(() => tab)))) {
    await greeting(page).waitFor();
    await button(page, "Ask the API").click();
    await page.getByText(/The API knows/).waitFor();
  }
  const session = await app.store.sessions.find(before?.sid ?? "");
  expect(session?.ended).toBeNull();
});

test("complaint 46: a link on another site brings no cookie; the server renders for nobody, and the client restores", async ({
  device,
  foreignSite,
  app,
}) => {
  const page = await device.newPage();
  await page.goto("/login");
  await logIn(page);
  await page.goto(foreignSite.origin);
  await page.evaluate((href) => {
    const link = Object.assign(document.createElement("a"), { href, textContent: "To your notes" });
    document.body.append(link);
  }, `${app.origin}/notes`);
  const documents = documentsOf(page);
  const arrival = page.waitForResponse((response) => response.url() === `${app.origin}/notes`);
  await page.getByRole("link", { name: "To your notes" }).click();
  const arrived = await arrival;
  expect((await arrived.request().allHeaders())["cookie"]).toBeUndefined();
  await greeting(page).waitFor();
  expect(documents).toEqual(["200 /notes"]);
});

test("complaint 38: an ended session leads to the login page, which says why, and back again after the login", async ({
  device,
  app,
}) => {
  const page = await device.newPage();
  await page.goto("/login?return_to=/notes");
  await logIn(page);
  // It ends while no page is open that would hear of it.
  await page.goto("about:blank");
  for (const { sid } of await sessionsIn(app)) {
    await app.store.sessions.revoke(sid, { reason: "revoked_by_admin", at: Date.now() });
  }
  const documents = documentsOf(page);
  await page.goto("/notes");
  await page
    .getByRole("status")
    .filter({ hasText: /administrator/i })
    .waitFor();
  await logIn(page);
  expect(documents).toEqual(["307 /notes", "200 /login", "200 /notes"]);
});

test("complaint 38: where something keeps cookies from pages, the client asks once more, says so, and makes no loop", async ({
  device,
}) => {
  const page = await device.newPage();
  await page.goto("/login");
  await logIn(page);
  let asked = 0;
  await page.route("**/notes*", async (route) => {
    asked++;
    const headers = { ...(await route.request().allHeaders()), cookie: "none=1" };
    await route.fulfill({ response: await route.fetch({ headers }) });
  });
  await page.goto("/notes");
  await page.getByText("does not reach this page").waitFor();
  expect(new URL(page.url()).pathname).toBe("/notes");
  expect(asked).toBe(2);
});

test("complaint 38: while the store is down the page says so, and goes on when it is back", async ({
  device,
  app,
}) => {
  const page = await device.newPage();
  await page.goto("/login");
  await logIn(page);
  const documents = documentsOf(page);
  const repair = app.breakStore();
  try {
    await page.goto("/notes");
    await page.getByRole("heading", { name: "Not available just now" }).waitFor();
  } finally {
    repair();
  }
  await page.getByRole("link", { name: "try again" }).click();
  await greeting(page).waitFor();
  expect(documents).toEqual(["503 /notes", "200 /notes"]);
});

test("after the logout neither the server nor the back button shows what was there", async ({ device }) => {
  const page = await device.newPage();
  await page.goto("/login");
  await logIn(page);
  await button(page, "Log out").click();
  await page.getByRole("heading", { name: "Log in" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: "Log in" }).waitFor();
  expect(await greeting(page).count()).toBe(0);
});
