/**
 * Goal: what Svelte renders on a server is the same for everyone, whoever the client there knows.
 * Method: each of the components, compiled and rendered by Svelte itself, in an environment without a document.
 */
import { expect, test } from "vitest";
import { sessionStore } from "../../src/svelte/index.ts";
import { signedInClient } from "../client/support/make-client.ts";
import { countSubscriptions } from "../support/count-subscriptions.ts";
import { components } from "./support/components.ts";
import { loadForServer } from "./support/load-component.ts";

test.each(Object.entries(components))("in %s, everyone is restoring on a server", async (_, source) => {
  const { client } = await signedInClient();
  const listening = countSubscriptions(client);
  const { component, render } = await loadForServer(source);
  const { body } = render(component, { props: { session: sessionStore(client) } });
  expect(body).toContain("restoring");
  expect(body).not.toContain("ada");
  expect(listening()).toBe(0);
});
