// @vitest-environment happy-dom
/**
 * Goal: Svelte components show what the client knows, as soon as it knows it, and leave nothing behind.
 * Method: one component in the syntax of Svelte 4, one with runes and one with `fromStore`, compiled and mounted by
 * Svelte itself in a document, over a real client on a scripted server.
 */
import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Client } from "../../src/client/index.ts";
import { sessionStore } from "../../src/svelte/index.ts";
import { problem } from "../client/support/answers.ts";
import { makeClient, outcomeOf, signedInClient } from "../client/support/make-client.ts";
import { settled } from "../client/support/manual-time.ts";
import { countSubscriptions } from "../support/count-subscriptions.ts";
import { components } from "./support/components.ts";
import { type InBrowser, loadForBrowser, loadForServer } from "./support/load-component.ts";

describe.each(Object.entries(components))("a component in %s", (_, source) => {
  let svelte: InBrowser;
  beforeAll(async () => {
    svelte = await loadForBrowser(source);
  });

  /** The component in a page, over a client; with the HTML of a server, if there is some. */
  function show(
    client: Client,
    html = "",
  ): { shown: () => string | undefined; unmount: () => Promise<void> } {
    const page = document.createElement("main");
    page.innerHTML = html;
    const start = html ? svelte.hydrate : svelte.mount;
    const mounted = start(svelte.component, { target: page, props: { session: sessionStore(client) } });
    let unmounted: Promise<void> | undefined;
    const unmount = (): Promise<void> => {
      unmounted ??= svelte.unmount(mounted);
      return unmounted;
    };
    onTestFinished(unmount);
    const shown = (): string | undefined => {
      svelte.flushSync();
      return page.querySelector("output")?.textContent;
    };
    return { shown, unmount };
  }

  test("follows the session from page load to its end and the next login", async () => {
    const { client, server } = makeClient();
    const { shown } = show(client);
    expect(shown()).toBe("restoring -");
    await settled();
    expect(shown()).toBe("signedIn ada");
    server.once("/auth/refresh", () => problem("session_expired", { reason: "inactivity" }));
    await outcomeOf(client.refresh());
    expect(shown()).toBe("ended -");
    await client.login({ email: "ada", password: "right" });
    expect(shown()).toBe("signedIn ada");
    await client.logout();
    expect(shown()).toBe("signedOut -");
  });

  test("mounted later, shows the state at once; unmounted, listens no more", async () => {
    const { client } = await signedInClient();
    const close = vi.spyOn(client, "close");
    const listening = countSubscriptions(client);
    const { shown, unmount } = show(client);
    expect(shown()).toBe("signedIn ada");
    expect(listening()).toBe(1);
    await unmount();
    expect(listening()).toBe(0);
    expect(close).not.toHaveBeenCalled();
  });

  test("hydrates what a server rendered, even when the session is known by then", async () => {
    const server = await loadForServer(source);
    const early = sessionStore(makeClient().client);
    const { body } = server.render(server.component, { props: { session: early } });
    expect(body).toContain("restoring");
    const { client } = await signedInClient();
    expect(show(client, body).shown()).toBe("signedIn ada");
  });
});
