/**
 * Goal: a ticket comes back as it was written, from the same secret and issuer, and from nothing else.
 * Method: tickets are written, and read whole, cut, changed in every bit of some bytes, and with other keys.
 */
import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { maxTicketLength, readLoginTicket, writeLoginTicket } from "../../src/tokens/login-ticket.ts";
import { startOfTime } from "../support/clock.ts";
import { secretOne, secretsOf, secretThree, secretTwo } from "../support/secrets.ts";

const issuer = "https://app.example/auth";
const parts = {
  id: new Uint8Array(16).fill(7),
  expiresAt: startOfTime + 60_000,
  subject: "usr_ada 🌟",
  claims: { roles: ["editor"] },
  amr: ["swk"],
};
const secrets = secretsOf(secretOne);
const ticket = writeLoginTicket(secrets.newest, issuer, parts);
const prefix = "pawl_ticket_";
const bytesOf = (text: string) => Buffer.from(text.slice(prefix.length), "base64url");
const textOf = (bytes: Uint8Array) => prefix + Buffer.from(bytes).toString("base64url");

test("a ticket is read as it was written, and names the session that it becomes", () => {
  const read = readLoginTicket(secrets, issuer, ticket);
  expect(read).toMatchObject({ ...parts, id: Buffer.from(parts.id) });
  expect(read?.sid).toMatch(/^[\w-]{22}$/);
  expect(readLoginTicket(secrets, issuer, ticket)?.sid).toBe(read?.sid);
});

test("it is read after a new secret came, to the same session, and not when its own is gone", () => {
  const rotated = readLoginTicket(secretsOf(secretTwo, secretThree, secretOne), issuer, ticket);
  expect(rotated?.sid).toBe(readLoginTicket(secrets, issuer, ticket)?.sid);
  expect(readLoginTicket(secretsOf(secretTwo), issuer, ticket)).toBeUndefined();
});

test("the session depends on the ticket, the secret and the issuer", () => {
  const sidOf = (secret: string, iss: string, id: number) => {
    const keys = secretsOf(secret);
    const other = writeLoginTicket(keys.newest, iss, { ...parts, id: new Uint8Array(16).fill(id) });
    return readLoginTicket(keys, iss, other)?.sid;
  };
  const sids = [sidOf(secretOne, issuer, 7), sidOf(secretOne, issuer, 8), sidOf(secretTwo, issuer, 7)];
  sids.push(sidOf(secretOne, `${issuer}/`, 7));
  expect(new Set(sids).size).toBe(4);
});

describe("whatever else is undefined", () => {
  test("at another issuer", () => {
    expect(readLoginTicket(secrets, `${issuer}/`, ticket)).toBeUndefined();
  });

  test("cut at any place, and with any bit of it changed", () => {
    const bytes = bytesOf(ticket);
    for (let length = 0; length < bytes.length; length++) {
      expect(readLoginTicket(secrets, issuer, textOf(bytes.subarray(0, length)))).toBeUndefined();
    }
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(readLoginTicket(secrets, issuer, textOf(changed))).toBeUndefined();
    }
  });

  test.each([
    ["nothing", undefined],
    ["no text", {}],
    ["an empty text", ""],
    ["the prefix alone", prefix],
    ["another prefix", ticket.replace(prefix, "pawl_tocket_")],
    ["no prefix", ticket.slice(prefix.length)],
    ["padding", `${ticket}==`],
    ["space", ` ${ticket}`],
  ])("%s", (_, text) => {
    expect(readLoginTicket(secrets, issuer, text as string)).toBeUndefined();
  });

  test("longer than any that is made, however it is tagged", () => {
    const claims = { a: "x".repeat(maxTicketLength) };
    const long = writeLoginTicket(secrets.newest, issuer, { ...parts, claims });
    expect(readLoginTicket(secrets, issuer, long)).toBeUndefined();
  });

  test("tagged by a key that has another purpose, or without the prefix or the issuer under the tag", () => {
    const body = bytesOf(ticket).subarray(0, -32);
    const { ticketKey, tagKey } = secrets.newest;
    const tagged = (key: typeof tagKey, label: string) =>
      textOf(Buffer.concat([body, createHmac("sha256", key).update(label).update(body).digest()]));
    const label = `tag ${prefix} ${issuer}\n`;
    expect(tagged(ticketKey, label)).toBe(ticket);
    for (const other of [
      tagged(tagKey, label),
      tagged(ticketKey, ""),
      tagged(ticketKey, `sid ${issuer}\n`),
    ]) {
      expect(readLoginTicket(secrets, issuer, other)).toBeUndefined();
    }
  });
});
