/**
 * Goal: what Vue renders on a server is the same for everyone, whoever the client there knows.
 * Method: Vue's own server renderer, in an environment without a document.
 */

import { expect, test } from "vitest";
import { createSSRApp, defineComponent, h } from "vue";
import { renderToString } from "vue/server-renderer";
import { sessionPlugin, useSession } from "../../src/vue/index.ts";
import { signedInClient } from "../client/support/make-client.ts";
import { countSubscriptions } from "../support/count-subscriptions.ts";

const Status = defineComponent(function Status() {
  const { status, session } = useSession();
  return () => h("output", `${status.value} ${session.value?.subject ?? "-"}`);
});

test("everyone is restoring on a server, and no subscription outlives the rendering", async () => {
  const { client } = await signedInClient();
  const listening = countSubscriptions(client);
  const html = await renderToString(createSSRApp(Status).use(sessionPlugin(client)));
  expect(html).toBe("<output>restoring -</output>");
  expect(listening()).toBe(0);
});
