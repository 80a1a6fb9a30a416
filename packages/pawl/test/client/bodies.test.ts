/**
 * Goal: complaint 55: a retry never sends an empty body. What can be sent twice is; what cannot is refused at once, or
 * buffered where the caller allows it. And a request is what `fetch` would make of it, with one idempotency key for
 * both attempts where asked.
 * Method: bodies of every kind, with a token that is refused the first time.
 */
import { expect, test } from "vitest";
import type { ClientRequestInit } from "../../src/client/index.ts";
import { noContent } from "./support/answers.ts";
import { outcomeOf, signedInClient } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";

const notes = "https://app.test/api/notes";
const form = new FormData();
form.set("note", "text");
const bodies: [string, BodyInit, RegExp][] = [
  ["a string", "text", /^text$/],
  ["a Blob", new Blob(["text"]), /^text$/],
  ["bytes", new TextEncoder().encode("text"), /^text$/],
  ["an ArrayBuffer", new TextEncoder().encode("text").buffer, /^text$/],
  ["URLSearchParams", new URLSearchParams({ note: "text" }), /^note=text$/],
  ["FormData", form, /name="note"\r\n\r\ntext\r\n/],
];

test.each(bodies)("complaint 55: %s is sent whole in both attempts", async (_name, body, expected) => {
  const { client, server } = await signedInClient();
  server.expireTokens();
  expect(await client.fetch(notes, { method: "POST", body })).toMatchObject({ status: 200 });
  const sent = server.to("/api/notes");
  expect(sent).toHaveLength(2);
  for (const request of sent) expect(request.body).toMatch(expected);
});

test("complaint 55: a Request with a body is sent whole in both attempts", async () => {
  const { client, server } = await signedInClient();
  server.expireTokens();
  const request = new Request(notes, { method: "POST", body: "text", headers: { "x-note": "1" } });
  expect(await client.fetch(request)).toMatchObject({ status: 200 });
  server.expireTokens();
  const other = new Request(notes, { method: "POST", body: "text" });
  expect(await client.fetch(other, { headers: { "x-note": "1" } })).toMatchObject({ status: 200 });
  const sent = server.to("/api/notes");
  expect(sent.map(({ body }) => body)).toEqual(["text", "text", "text", "text"]);
  expect(sent.map(({ headers }) => headers.get("x-note"))).toEqual(["1", "1", "1", "1"]);
});

test("complaint 55: a stream as the body is refused with a clear TypeError before anything is sent", async () => {
  const { client, server } = await signedInClient();
  const init = { method: "POST", body: new Blob(["text"]).stream(), duplex: "half" } as RequestInit;
  const outcome = await outcomeOf(client.fetch(notes, init));
  expect(outcome).toBeInstanceOf(TypeError);
  expect((outcome as Error).message).toMatch(/stream cannot be sent twice; pass/);
  expect(server.arrived).toEqual([]);
});

/** A stream of these chunks, one at a time, that notes why it was cancelled. */
function streamOf(...chunks: unknown[]) {
  const cancelled: unknown[] = [];
  const stream = new ReadableStream({
    pull(controller) {
      if (chunks.length) controller.enqueue(chunks.shift());
      else controller.close();
    },
    cancel: (reason) => void cancelled.push(reason),
  });
  return { stream, cancelled };
}
const bytes = (text: string) => new TextEncoder().encode(text);
const upload = (body: ReadableStream, more: ClientRequestInit = {}): ClientRequestInit =>
  ({ method: "POST", body, duplex: "half", ...more }) as ClientRequestInit;

test("complaint 55: a stream that may be buffered is sent whole in both attempts", async () => {
  const { client, server } = await signedInClient();
  server.expireTokens();
  const { stream } = streamOf(bytes("one "), bytes("two "), bytes("three"));
  expect(await client.fetch(notes, upload(stream, { bufferStreamBytes: 13 }))).toMatchObject({ status: 200 });
  expect(server.to("/api/notes").map(({ body }) => body)).toEqual(["one two three", "one two three"]);
});

test("complaint 55: one byte more than allowed is refused before anything is sent, and the stream is cancelled", async () => {
  const { client, server } = await signedInClient();
  const { stream, cancelled } = streamOf(bytes("one "), bytes("two "), bytes("three"));
  const outcome = await outcomeOf(client.fetch(notes, upload(stream, { bufferStreamBytes: 7 })));
  expect(outcome).toBeInstanceOf(TypeError);
  expect((outcome as Error).message).toMatch(/longer than `bufferStreamBytes`/);
  expect(cancelled).toEqual([outcome]);
  expect(server.arrived).toEqual([]);
});

test.each([["text"], [7], [{}], [null]])(
  "complaint 55: a stream of what is not bytes is refused: %j",
  async (chunk) => {
    const { client, server } = await signedInClient();
    const { stream } = streamOf(chunk, chunk);
    const outcome = await outcomeOf(client.fetch(notes, upload(stream, { bufferStreamBytes: 1000 })));
    expect(outcome).toBeInstanceOf(TypeError);
    expect(server.arrived).toEqual([]);
  },
);

test("complaint 55: a stream that fails, or was read before, fails the call before anything is sent", async () => {
  const { client, server } = await signedInClient();
  const reason = new Error("disk full");
  const failing = new ReadableStream({ pull: (controller) => controller.error(reason) });
  expect(await outcomeOf(client.fetch(notes, upload(failing, { bufferStreamBytes: 9 })))).toBe(reason);
  const { stream: locked } = streamOf(bytes("x"));
  locked.getReader();
  expect(await outcomeOf(client.fetch(notes, upload(locked, { bufferStreamBytes: 9 })))).toBeInstanceOf(
    TypeError,
  );
  expect(server.arrived).toEqual([]);
});

test("an abort while a stream is buffered rejects with its reason, and cancels the stream", async () => {
  const { client, server } = await signedInClient();
  const controller = new AbortController();
  const cancelled: unknown[] = [];
  const endless = new ReadableStream({ cancel: (why) => void cancelled.push(why) });
  const { signal } = controller;
  const call = outcomeOf(client.fetch(notes, upload(endless, { bufferStreamBytes: 9, signal })));
  await settled();
  const reason = new Error("changed my mind");
  controller.abort(reason);
  expect(await call).toBe(reason);
  expect(cancelled).toEqual([reason]);
  expect(server.arrived).toEqual([]);
});

test("complaint 55: a Request made of a stream is sent whole in both attempts", async () => {
  const { client, server } = await signedInClient();
  server.expireTokens();
  const { stream } = streamOf(bytes("one "), bytes("two"));
  expect(await client.fetch(new Request(notes, upload(stream)))).toMatchObject({ status: 200 });
  expect(server.to("/api/notes").map(({ body }) => body)).toEqual(["one two", "one two"]);
});

test("a Request that was sent before is refused, as by fetch", async () => {
  const { client, server } = await signedInClient();
  const request = new Request(notes, { method: "POST", body: "text" });
  await client.fetch(request);
  server.arrived.length = 0;
  expect(await outcomeOf(client.fetch(request))).toBeInstanceOf(TypeError);
  expect(server.arrived).toEqual([]);
});

test("init goes over the Request, and its headers take the place of the Request's, as with fetch", async () => {
  const { client, server } = await signedInClient();
  server.expireTokens();
  const request = new Request(notes, {
    method: "PUT",
    body: "old",
    headers: { "x-old": "1", "x-both": "1" },
  });
  await client.fetch(request, { method: "POST", body: "new", headers: { "x-both": "2" } });
  const sent = server.to("/api/notes");
  expect(sent).toHaveLength(2);
  for (const { method, body, headers } of sent) {
    expect({ method, body }).toEqual({ method: "POST", body: "new" });
    expect(headers.get("x-both")).toBe("2");
    expect(headers.get("x-old")).toBeNull();
  }
});

test("a signal in init goes over the Request's, and null takes it away, as with fetch", async () => {
  const { client } = await signedInClient();
  const aborted = AbortSignal.abort();
  const request = () => new Request(notes, { signal: aborted });
  expect(await outcomeOf(client.fetch(request()))).toMatchObject({ name: "AbortError" });
  expect(await client.fetch(request(), { signal: null })).toMatchObject({ status: 200 });
  expect(await client.fetch(request(), { signal: new AbortController().signal })).toMatchObject({
    status: 200,
  });
});

test("the caller's own objects are left as they were", async () => {
  const { client, server } = await signedInClient();
  server.expireTokens();
  const headers = new Headers({ "x-note": "1" });
  const init: ClientRequestInit = { method: "POST", body: "text", headers, idempotencyKey: true };
  const before = { ...init };
  await client.fetch(notes, init);
  expect(init).toEqual(before);
  expect([...headers]).toEqual([["x-note", "1"]]);
});

const keysOf = (requests: readonly { headers: Headers }[]) =>
  requests.map(({ headers }) => headers.get("idempotency-key"));

test("idempotencyKey: true sends one new key in both attempts of a call", async () => {
  const { client, server } = await signedInClient();
  for (const input of [notes, new Request(notes, { method: "POST", body: "text" })]) {
    server.expireTokens();
    await client.fetch(input, { method: "POST", idempotencyKey: true });
  }
  const [first, again, second, andAgain] = keysOf(server.to("/api/notes"));
  expect(first).toMatch(/^[\da-f-]{36}$/);
  expect([again, andAgain]).toEqual([first, second]);
  expect(second).not.toBe(first);
});

test("the caller's own key is sent: as the option, or as the header, which wins", async () => {
  const { client, server } = await signedInClient();
  await client.fetch(notes, { idempotencyKey: "mine" });
  await client.fetch(notes, { idempotencyKey: true, headers: { "Idempotency-Key": "header" } });
  await client.fetch(new Request(notes, { headers: { "idempotency-key": "request" } }), {
    idempotencyKey: "mine",
  });
  await client.fetch(notes, { idempotencyKey: false });
  await client.fetch(notes);
  expect(keysOf(server.to("/api/notes"))).toEqual(["mine", "header", "request", null, null]);
});

test("a stream to another origin passes untouched", async () => {
  const { client, server } = await signedInClient();
  server.always("/x", noContent);
  const init = { method: "POST", body: new Blob(["text"]).stream(), duplex: "half" } as RequestInit;
  expect(await client.fetch("https://other.test/x", init)).toMatchObject({ status: 204 });
  expect(server.arrived[0]?.body).toBe("text");
});
