import {
  type Client,
  type ClientEvent,
  type ClientOptions,
  type ClientState,
  createClient,
} from "pawl/client";

/** A page that is nothing but a client, for tests to use as an app would. */
export interface TabPage {
  readonly client: Client;
  /** What the client did since the page was loaded, oldest first. */
  readonly events: readonly ClientEvent[];
}

declare global {
  interface Window {
    tab: TabPage;
    /** Options of the client that a test put there before the page was loaded. */
    tabOptions?: Partial<ClientOptions>;
    /** Tells the test of each state, even if the page is gone a moment later. */
    reportState?: (state: ClientState) => void;
  }
}

const events: ClientEvent[] = [];
const served = JSON.parse(document.querySelector("#options")?.textContent ?? "{}") as Partial<ClientOptions>;

const client = createClient({
  authUrl: "/auth",
  ...served,
  ...window.tabOptions,
  onEvent: (event) => events.push(event),
});
const report = (state: ClientState) => window.reportState?.(state);
client.subscribe(report);
report(client.state);
window.tab = { client, events };
