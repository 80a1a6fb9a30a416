/**
 * Goal: complaint 55: a retry never sends an empty body. What can be sent twice is; what cannot is refused at once.
 * Method: bodies of every kind, with a token that is refused the first time.
 */
import { expect, test } from "vitest";
import { noContent } from "./support/answers.ts";
import { outcomeOf, signedInClient } from "./support/make-client.ts";

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

test("a stream to another origin passes untouched", async () => {
  const { client, server } = await signedInClient();
  server.always("/x", noContent);
  const init = { method: "POST", body: new Blob(["text"]).stream(), duplex: "half" } as RequestInit;
  expect(await client.fetch("https://other.test/x", init)).toMatchObject({ status: 204 });
  expect(server.arrived[0]?.body).toBe("text");
});
