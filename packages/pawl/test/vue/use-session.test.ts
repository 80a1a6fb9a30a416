// @vitest-environment happy-dom
/**
 * Goal: Vue components show what the client knows, as soon as it knows it, and leave nothing behind.
 * Method: Vue itself in a document, over a real client on a scripted server.
 */

import { expect, onTestFinished, test, vi } from "vitest";
import {
  type App,
  createApp,
  createSSRApp,
  defineComponent,
  effectScope,
  h,
  isReadonly,
  nextTick,
} from "vue";
import type { Client } from "../../src/client/index.ts";
import { clientKey, sessionPlugin, useSession } from "../../src/vue/index.ts";
import { problem } from "../client/support/answers.ts";
import { makeClient, outcomeOf, signedInClient } from "../client/support/make-client.ts";
import { settled } from "../client/support/manual-time.ts";
import { offline, scriptedServer } from "../client/support/scripted-server.ts";
import { countSubscriptions } from "../support/count-subscriptions.ts";

const Status = defineComponent(function Status() {
  const { status, session, offline: unreached, state } = useSession();
  const words = () => [status.value, session.value?.subject ?? "-", unreached.value, state.value.status];
  return () => h("output", words().join(" "));
});

/** What is in a page that a Vue app has been mounted in; the app is unmounted after the test. */
function mount(app: App, html = ""): { page: Element; shown: () => string; unmount: () => void } {
  const page = document.createElement("main");
  page.innerHTML = html;
  let mounted = true;
  const unmount = (): void => {
    if (mounted) app.unmount();
    mounted = false;
  };
  onTestFinished(unmount);
  app.mount(page);
  return { page, shown: () => page.textContent, unmount };
}

const show = (client: Client) => mount(createApp(Status).use(sessionPlugin(client)));

test("a component follows the session from page load to its end and the next login", async () => {
  const { client, server } = makeClient();
  const { shown } = show(client);
  expect(shown()).toBe("restoring - false restoring");
  await settled();
  expect(shown()).toBe("signedIn ada false signedIn");
  server.once("/auth/refresh", () => problem("session_expired", { reason: "inactivity" }));
  await outcomeOf(client.refresh());
  await nextTick();
  expect(shown()).toBe("ended - false ended");
  await client.login({ email: "ada", password: "right" });
  await nextTick();
  expect(shown()).toBe("signedIn ada false signedIn");
  await client.logout();
  await nextTick();
  expect(shown()).toBe("signedOut - false signedOut");
});

test("a server that cannot be reached is told apart from a session that ended", async () => {
  const server = scriptedServer();
  server.always("/auth/refresh", offline);
  const { client, time } = makeClient({ server });
  const { shown } = show(client);
  await settled();
  expect(shown()).toBe("restoring - true restoring");
  server.normally("/auth/refresh");
  await time.advance(60_000);
  expect(shown()).toBe("signedIn ada false signedIn");
});

test("what is mounted later shows the state at once", async () => {
  const { client } = await signedInClient();
  expect(show(client).shown()).toBe("signedIn ada false signedIn");
});

test("each component listens once, and an unmounted one no more", async () => {
  const { client } = await signedInClient();
  const close = vi.spyOn(client, "close");
  const listening = countSubscriptions(client);
  const { unmount } = mount(createApp({ render: () => [h(Status), h(Status)] }).use(sessionPlugin(client)));
  expect(listening()).toBe(2);
  unmount();
  expect(listening()).toBe(0);
  expect(close).not.toHaveBeenCalled();
});

test("an effect scope outside of components may follow a client that it is given", async () => {
  const { client } = await signedInClient();
  const listening = countSubscriptions(client);
  const scope = effectScope();
  const refs = scope.run(() => useSession(client));
  await client.logout();
  expect(refs?.status.value).toBe("signedOut");
  scope.stop();
  expect(listening()).toBe(0);
});

test("a part of the app may have a client of its own", async () => {
  const [{ client: outer }, { client: inner }] = [makeClient({ restore: false }), await signedInClient()];
  const Part = defineComponent({ setup: () => () => h(Status), provide: { [clientKey]: inner } });
  const { shown } = mount(createApp(Part).use(sessionPlugin(outer)));
  expect(shown()).toBe("signedIn ada false signedIn");
});

test("a page that is kept by its subject finds a half-filled form again, and another user does not", async () => {
  const { client, server } = await signedInClient();
  const Page = defineComponent(function Page() {
    const { subject, session } = useSession();
    return () => (subject.value ? h("input", { key: subject.value, hidden: !session.value }) : "nobody");
  });
  const { page } = mount(createApp(Page).use(sessionPlugin(client)));
  const inPage = () => page.querySelector("input");
  const field = inPage();
  if (field) field.value = "half a sen";
  server.once("/auth/refresh", () => problem("session_expired", { reason: "inactivity" }));
  await outcomeOf(client.refresh());
  await nextTick();
  expect(inPage()).toBe(field);
  expect(field?.hidden).toBe(true);
  await client.login({ email: "ada", password: "right" });
  await nextTick();
  expect(inPage()).toBe(field);
  expect([field?.hidden, field?.value]).toEqual([false, "half a sen"]);
  await client.login({ email: "grace", password: "right" });
  await nextTick();
  expect(inPage()).not.toBe(field);
  expect([inPage()?.hidden, inPage()?.value]).toEqual([false, ""]);
  await client.logout();
  await nextTick();
  expect(page.textContent).toBe("nobody");
});

test("without a client it is a TypeError that says what to do", () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  onTestFinished(() => void vi.restoreAllMocks());
  expect(() => createApp(Status).mount(document.createElement("main"))).toThrow(
    new TypeError("useSession: app.use(sessionPlugin(client)) first."),
  );
});

test("the client's state is handed on as it is, and no template writes to it", async () => {
  const { client } = await signedInClient();
  const scope = effectScope();
  onTestFinished(() => scope.stop());
  const refs = scope.run(() => useSession(client));
  expect(refs?.state.value).toBe(client.state);
  expect(refs?.client).toBe(client);
  expect(isReadonly(refs?.session)).toBe(true);
});

test("a page from the server hydrates without a mismatch, even when the session is known by then", async () => {
  const { client } = await signedInClient();
  const [warn, error] = [vi.spyOn(console, "warn"), vi.spyOn(console, "error")];
  onTestFinished(() => void vi.restoreAllMocks());
  const { shown } = mount(
    createSSRApp(Status).use(sessionPlugin(client)),
    "<output>restoring - false restoring</output>",
  );
  await nextTick();
  expect(shown()).toBe("signedIn ada false signedIn");
  expect([...warn.mock.calls, ...error.mock.calls]).toEqual([]);
});
