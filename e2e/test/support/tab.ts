import type { ClientEvent, ClientRequestInit, ClientState } from "pawl/client";
import type { Page } from "playwright-core";
import { eventually } from "./eventually.ts";
// For what it declares of the window.
import type {} from "./page/tab.ts";

/** What became of a call: an answer of the API, or the error that the app would have caught. */
export type Outcome =
  | { readonly status: number; readonly subject: string | undefined }
  | { readonly error: string; readonly reason: string | undefined };

export const ada = "ada@example.com";
export const bob = "bob@example.com";

/** One call of the API as an app makes it. */
export function callApi(page: Page, options: Pick<ClientRequestInit, "whenOffline" | "whenEnded"> = {}) {
  return page.evaluate(async (init): Promise<Outcome> => {
    try {
      const headers = { "x-tab": document.title };
      const response = await window.tab.client.fetch("/api/notes", { ...init, headers });
      const { subject } = (await response.json()) as { subject?: string };
      return { status: response.status, subject };
    } catch (thrown) {
      const { name, reason } = thrown as { name: string; reason?: string };
      return { error: name, reason };
    }
  }, options);
}

export const stateOf = (page: Page): Promise<ClientState> => page.evaluate(() => window.tab.client.state);

export const eventsOf = (page: Page): Promise<readonly ClientEvent[]> =>
  page.evaluate(() => window.tab.events);

/** Waits until the page's client is in this state. */
export function reaches(page: Page, status: ClientState["status"]): Promise<void> {
  return eventually(async () => (await stateOf(page)).status).toBe(status);
}

export async function logInAs(page: Page, email: string): Promise<void> {
  await page.evaluate(async (name) => {
    await window.tab.client.login({ email: name, password: "-" });
  }, email);
}

/** Logs out, and waits for nothing. */
export async function logOut(page: Page): Promise<void> {
  await page.evaluate(() => void window.tab.client.logout());
}

/** What `client.refresh` settles with: "ok", or the name of the error. */
export function refreshNow(page: Page): Promise<string> {
  return page.evaluate(() =>
    window.tab.client.refresh().then(
      () => "ok",
      (error: Error) => error.name,
    ),
  );
}

/** Waits until the access token in this page is too old to be sent, on the page's own clock. */
export async function outlivesToken(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { state } = window.tab.client;
    if (state.status !== "signedIn") throw new Error(`Nobody is signed in: ${state.status}`);
    const leftMs = state.receivedAtMs + state.expiresInMs - performance.now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, leftMs) + 50));
  });
}
