/**
 * Goal: a form is small, is UTF-8, says each thing once, and is read as every browser writes it (RFC 6749 §3.2, C79, C81).
 * Method: hostile and malformed bodies, and any parameters and any bytes, against the platform's own writer and reader.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readForm } from "../../../src/http/read-form.ts";
import { SessionError } from "../../../src/protocol/errors.ts";

const formType = "application/x-www-form-urlencoded";

const request = (body: string | Uint8Array<ArrayBuffer>, type: string | undefined = formType) =>
  new Request("https://app.example/auth/token", {
    method: "POST",
    headers: type === undefined ? {} : { "Content-Type": type },
    // As bytes, since of a text Fetch would say itself what it is.
    body: typeof body === "string" ? new TextEncoder().encode(body) : body,
  });

const refusalOf = (body: string | Uint8Array<ArrayBuffer>, type?: string) =>
  readForm(request(body, type)).then(
    () => undefined,
    (error: SessionError) => error.code,
  );

describe("parameters", () => {
  test("come as they were written, in either spelling of a space", async () => {
    const form = await readForm(request("a=1&b=x+y&c=x%20y&d=%C3%A9%E2%82%AC&e=a%3Db%26c&f=a=b"));
    expect(["a", "b", "c", "d", "e", "f"].map(form.get)).toEqual(["1", "x y", "x y", "é€", "a=b&c", "a=b"]);
  });

  test.each(["a=", "a", "", "&", "&&", "b=1"])("in %j, a is left out", async (body) => {
    expect((await readForm(request(body))).get("a")).toBeUndefined();
  });

  test("that are needed and left out are named", async () => {
    const form = await readForm(request("a=1&b="));
    expect(form.need("a")).toBe("1");
    expect(() => form.need("b")).toThrow("invalid_request: b is missing.");
  });

  test.each(["a=1&a=1", "a=1&a=2", "a=1&a=", "a=&a=", "a&a", "a=1&%61=2", "x=1&a=1&y=2&a=3&z=4"])(
    "that come twice are refused, whatever they say: %s",
    async (body) => {
      expect(await refusalOf(body)).toBe("invalid_request");
    },
  );

  test("that may name several things do", async () => {
    const form = await readForm(request("resource=a&audience=b&resource=c&audience="));
    expect([form.all("resource"), form.all("audience"), form.all("none")]).toEqual([["a", "c"], ["b"], []]);
  });

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])("may be called %s", async (name) => {
    expect((await readForm(request(`${name}=1`))).get(name)).toBe("1");
    expect((await readForm(request("a=1"))).get(name)).toBeUndefined();
  });
});

describe("a body", () => {
  test.each([
    ["a percent sign alone", "a=%"],
    ["one digit", "a=%4"],
    ["no digits", "a=%zz"],
    ["bytes that are no UTF-8, encoded", "a=%C3%28"],
    ["an overlong encoding", "a=%C0%AF"],
    ["half of a pair", "a=%ED%A0%80"],
    ["a name that is no UTF-8", "%FF=1"],
    ["bytes that are no UTF-8", new Uint8Array([0x61, 0x3d, 0xc3, 0x28])],
    ["UTF-16", new Uint8Array([0xff, 0xfe, 0x61, 0x00, 0x3d, 0x00])],
  ])("with %s is refused", async (_, body) => {
    expect(await refusalOf(body)).toBe("invalid_request");
  });

  test.each([
    formType,
    "Application/X-WWW-Form-Urlencoded",
    `${formType};charset=UTF-8`,
    `${formType} ; charset="utf-8"`,
  ])("of the type %s is taken", async (type) => {
    expect((await readForm(request("a=1", type))).get("a")).toBe("1");
  });

  test.each([
    "",
    "text/plain",
    "application/json",
    "multipart/form-data; boundary=x",
    `${formType}; charset=iso-8859-1`,
    `${formType}; charset=utf-8; charset=utf-16`,
    `${formType}, text/plain`,
    `text/plain, ${formType}`,
    `${formType}; boundary=x`,
    `${formType}x`,
  ])("of the type %j is not", async (type) => {
    expect(await refusalOf("a=1", type)).toBe("unsupported_media_type");
  });

  test("has 16 KiB at most, to the byte", async () => {
    expect(await refusalOf(`a=${"x".repeat(16 * 1024 - 2)}`)).toBeUndefined();
    expect(await refusalOf(`a=${"x".repeat(16 * 1024 - 1)}`)).toBe("content_too_large");
  });

  test("that is empty needs no type", async () => {
    expect((await readForm(request("", "text/plain"))).get("a")).toBeUndefined();
  });
});

describe("whatever comes", () => {
  const text = fc.string({ unit: "binary", maxLength: 40 });

  test("what URLSearchParams writes is read back as it was, but for what has no value", async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(text, text, { maxKeys: 8 }), async (parameters) => {
        const form = await readForm(request(new URLSearchParams(parameters).toString()));
        for (const [name, value] of Object.entries(parameters)) {
          expect(form.get(name)).toBe(value === "" ? undefined : value);
        }
      }),
    );
  });

  test("any text of a form's characters is refused, or read as URLSearchParams reads it", async () => {
    const pieces = fc.constantFrom(
      "&",
      "=",
      "+",
      "%",
      "%2",
      "%41",
      "%C3%A9",
      "%C3",
      "a",
      "b",
      "é",
      "\0",
      "\ufeff",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 24 }), async (parts) => {
        const body = parts.join("");
        const expected = new URLSearchParams(body);
        const form = await readForm(request(body)).catch((error: unknown) => error);
        if (form instanceof SessionError) {
          const names = [...expected.keys()];
          const isAmbiguous = new Set(names).size < names.length;
          const isBroken = /%(?![0-9A-F]{2})/.test(body) || [...expected].flat().join("").includes("\ufffd");
          expect(isAmbiguous || isBroken).toBe(true);
        } else {
          const read = form as Awaited<ReturnType<typeof readForm>>;
          for (const [name, value] of expected) expect(read.get(name) ?? "").toBe(value);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("any bytes are a form or a refusal that repeats nothing of them", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), async (bytes) => {
        const answer = await readForm(request(new Uint8Array(bytes))).catch((error: unknown) => error);
        if (!(answer instanceof Error)) return;
        expect(answer).toBeInstanceOf(SessionError);
        expect(["The body is not a form in UTF-8.", "A parameter comes twice."]).toContain(
          (answer as SessionError).detail,
        );
      }),
      { numRuns: 2000 },
    );
  });
});
