/**
 * Goal: whoever stops waiting stops at once, and stops nobody else.
 * Method: calls with a signal, aborted while a refresh is held back.
 */
import { expect, test } from "vitest";
import { json, tokens } from "./support/answers.ts";
import { outcomeOf, signedInClient } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";
import { held } from "./support/scripted-server.ts";

const notes = "https://app.test/api/notes";

test.each(["init", "Request"])(
  "an aborted caller (%s) rejects at once, and the shared refresh goes on",
  async (by) => {
    const { client, server } = await signedInClient();
    server.expireTokens();
    const slow = held();
    server.once("/auth/refresh", slow.answer);
    const controller = new AbortController();
    const { signal } = controller;
    const aborted = outcomeOf(
      by === "init" ? client.fetch(notes, { signal }) : client.fetch(new Request(notes, { signal })),
    );
    const other = client.fetch(notes);
    await settled();
    const reason = new Error("the user left");
    controller.abort(reason);
    expect(await aborted).toBe(reason);
    slow.release(() => tokens("access-token-new", "unchanged"));
    server.always("/api/notes", ({ headers }) => json(headers.get("authorization")));
    expect(await (await other).json()).toBe("Bearer access-token-new");
    expect(server.to("/auth/refresh")).toHaveLength(1);
  },
);

test("a caller that aborts while the token is fetched beforehand rejects at once, too", async () => {
  const { client, server, time } = await signedInClient();
  await time.advance(1_800_000);
  server.once("/auth/refresh", held().answer);
  const controller = new AbortController();
  const aborted = outcomeOf(client.fetch(notes, { signal: controller.signal }));
  await settled();
  controller.abort(new Error("the user left"));
  expect(await aborted).toMatchObject({ message: "the user left" });
});

test("a caller that had aborted before starts nothing", async () => {
  const { client, server, time } = await signedInClient();
  await time.advance(1_800_000);
  const outcome = await outcomeOf(client.fetch(notes, { signal: AbortSignal.abort(new Error("gone")) }));
  expect(outcome).toMatchObject({ message: "gone" });
  expect(server.arrived).toEqual([]);
});
