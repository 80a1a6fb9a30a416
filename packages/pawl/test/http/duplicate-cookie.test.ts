/**
 * Goal: of two cookies of our name none is picked (C51, A29, complaint 40), and no Cookie header breaks anything (C52).
 * Method: headers as a hostile sibling or a full jar would make them, over real HTTP, and random ones
 * against the parser.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCookie } from "../../src/http/cookies.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { countingStore } from "../support/counting-store.ts";
import { ada } from "../support/people.ts";
import { expectProblem } from "./support/problem.ts";
import type { Sent } from "./support/send.ts";
import { parseSetCookie } from "./support/set-cookie.ts";
import { cookieName, fromOwnPage, openSite, type Site } from "./support/site.ts";
import { held, login, refresh, whoAmI } from "./support/visits.ts";

const cleared = `${cookieName}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0`;

function requestWith(cookie: string): Request {
  return new Request("https://app.example/", { headers: { cookie } });
}

describe.each(["/refresh", "/login"])("C51: POST %s with the cookie twice", (path) => {
  const orders: [string, (token: string) => [string, string][]][] = [
    ["the good one first", (token) => [["Cookie", `${cookieName}=${token}; ${cookieName}=planted`]]],
    ["the good one last", (token) => [["Cookie", `${cookieName}=planted; ${cookieName}=${token}`]]],
    ["the same twice", (token) => [["Cookie", `${cookieName}=${token}; ${cookieName}=${token}`]]],
    ["an empty one first", (token) => [["Cookie", `${cookieName}=; ${cookieName}=${token}`]]],
    ["an empty one last", (token) => [["Cookie", `${cookieName}=${token}; ${cookieName}=`]]],
    ["others between", (token) => [["Cookie", `${cookieName}=${token}; a=1; b; ${cookieName}=x`]]],
    ["space around the name", (token) => [["Cookie", `${cookieName}=${token};\t${cookieName} =x`]]],
    [
      "on two lines",
      (token) => [
        ["Cookie", `${cookieName}=${token}`],
        ["Cookie", `${cookieName}=x`],
      ],
    ],
  ];

  test.each(orders)("%s: 400, cleared, and nothing changes", async (_, cookiesFor) => {
    const store = countingStore(memoryStore());
    const site = await openSite({ store });
    const { refreshToken, tokens } = await login(site);
    store.forget();
    const sent: Sent = path === "/login" ? { body: { email: ada.email, password: ada.password } } : {};
    const headers = [...(Object.entries(fromOwnPage) as [string, string][]), ...cookiesFor(refreshToken)];
    const answer = await site.send("POST", path, {
      ...sent,
      headers: [...headers, ["Content-Type", "application/json"]],
    });
    expectProblem(answer, "duplicate_cookie");
    expect(answer.setCookies).toEqual([cleared]);
    expect(store.calls).toEqual([]);
    expect((await whoAmI(site, tokens.access_token)).status).toBe(200);
    expect(held(await refresh(site, refreshToken)).tokens.rotation).toBe("rotated");
  });
});

test("C51: two cookies cannot be cleared from elsewhere: the check against CSRF comes first", async () => {
  const site = await openSite();
  const answer = await site.send("POST", "/refresh", {
    headers: { Cookie: `${cookieName}=a; ${cookieName}=b` },
  });
  expectProblem(answer, "csrf_rejected");
  expect(answer.setCookies).toEqual([]);
});

test.each([
  ["a prototype's name", `__proto__=1; constructor=2; ${cookieName}=good`, "good"],
  ["no name", `=1; =; ;; ${cookieName}=good;`, "good"],
  ["an imitated prefix without a name", `=${cookieName}=evil; ${cookieName}=good`, "good"],
  ["no value", `${cookieName}; ${cookieName}=good`, "good"],
  ["quotes, which belong to the value", `${cookieName}="good"`, '"good"'],
  ["equals signs in the value", `${cookieName}=a=b==`, "a=b=="],
  ["a comma, which parts no cookies", `a=1, ${cookieName}=evil; ${cookieName}=good`, "good"],
  ["space around", `  ${cookieName} = good  `, "good"],
  ["a prefix of the name", `${cookieName.slice(0, -1)}=evil`, undefined],
  ["a longer name", `x${cookieName}=evil; ${cookieName}x=evil`, undefined],
  ["another case", `${cookieName.toUpperCase()}=evil`, undefined],
  ["an encoded name", `${cookieName.replace("p", "%70")}=evil`, undefined],
  ["an empty value", `${cookieName}=`, undefined],
  ["only space", "   ", undefined],
])("C52: with %s the parser finds what is there", (_, header, value) => {
  expect(readCookie(requestWith(header), cookieName)).toBe(value);
});

test("C52: whatever else is in the header, our cookie is found, and no object changes", () => {
  const token = fc.string({ unit: fc.constantFrom(..."abc_-$\"'=,\\{}[]%. \t"), maxLength: 12 });
  const other = token.filter((pair) => !pair.includes(cookieName));
  fc.assert(
    fc.property(fc.array(other, { maxLength: 30 }), fc.array(other, { maxLength: 30 }), (before, behind) => {
      const header = [...before, `${cookieName}=good`, ...behind].join(";");
      expect(readCookie(requestWith(header), cookieName)).toBe("good");
    }),
    { numRuns: 500 },
  );
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test("a header of 16 KiB is read; a longer one is 400 and not taken for no cookie", async () => {
  const header = (length: number) => {
    const own = `; ${cookieName}=good`;
    return `a=${"x".repeat(length - own.length - 2)}${own}`;
  };
  expect(readCookie(requestWith(header(16_384)), cookieName)).toBe("good");
  const { pawl } = await openSite();
  const headers = { ...fromOwnPage, cookie: header(16_385) };
  const answer = await pawl.handler(
    new Request("https://app.example/auth/refresh", { method: "POST", headers }),
  );
  expect(await answer.json()).toMatchObject({ code: "invalid_request" });
  expect(answer.headers.getSetCookie()).toEqual([]);
});

test("A31: headers beyond what Node takes are 431, and the next request is served", async () => {
  const site = await openSite();
  const headers = { ...fromOwnPage, Cookie: `a=${"x".repeat(20_000)}` };
  expect((await site.send("POST", "/refresh", { headers })).status).toBe(431);
  expect((await site.send("GET", "/healthz")).status).toBe(200);
});

test("A30: a cookie that another port of the host planted is refused by its tag, not believed", async () => {
  const store = countingStore(memoryStore());
  const site = await openSite({ store });
  const other = await openSite({ secrets: ["another-app-on-this-host-b7Yq2LmXw9"], seed: 7 });
  const { refreshToken } = await login(other);
  store.forget();
  expectProblem(await refresh(site, refreshToken), "refresh_token_unknown");
  expect(store.calls).toEqual([]);
});

describe("complaint 40: two cookies of the name lead into no loop", () => {
  /**
   * A browser's cookies of our name, and where each is: the answers of this site reach the one that is host-only and at
   * `/`, as its `__Host-` prefix wants it, and no other.
   */
  function jarOf(site: Site, ...cookies: { at: "/" | "elsewhere"; value: string }[]) {
    let held = cookies;
    const send = async (path: string, body?: object) => {
      const header = held.map(({ value }) => `${cookieName}=${value}`).join("; ");
      const headers = { ...fromOwnPage, ...(header === "" ? {} : { Cookie: header }) };
      const answer = await site.send("POST", path, { headers, ...(body && { body }) });
      for (const { name, value, attributes } of answer.setCookies.map(parseSetCookie)) {
        expect(name).toBe(cookieName);
        held = held.filter(({ at }) => at !== attributes["path"]);
        if (attributes["max-age"] !== "0") held.push({ at: "/", value });
      }
      return answer;
    };
    return { send, size: () => held.length };
  }

  test("both are cleared by the first answer, the next one says that there is none, and a login heals", async () => {
    const site = await openSite();
    const { refreshToken } = await login(site);
    // What a broken restore of a profile, or something between browser and server, makes of one cookie.
    const jar = jarOf(site, { at: "/", value: refreshToken }, { at: "/", value: refreshToken });
    expectProblem(await jar.send("/refresh"), "duplicate_cookie");
    expect(jar.size()).toBe(0);
    expectProblem(await jar.send("/refresh"), "refresh_token_missing");
    expectProblem(await jar.send("/refresh"), "refresh_token_missing");
    held(await jar.send("/login", { email: ada.email, password: ada.password }));
    expect(held(await jar.send("/refresh")).tokens.rotation).toBe("rotated");
  });

  test("one that no answer reaches is left alone: a dead one is told so, again and again, and never 5xx", async () => {
    const site = await openSite();
    const { refreshToken } = await login(site);
    const jar = jarOf(site, { at: "/", value: refreshToken }, { at: "elsewhere", value: "planted" });
    expectProblem(await jar.send("/refresh"), "duplicate_cookie");
    for (let times = 0; times < 3; times++) {
      expectProblem(await jar.send("/refresh"), "refresh_token_unknown");
    }
  });

  test("two that no answer reaches are told the same each time, end no session, and a logout still works", async () => {
    const site = await openSite();
    const { refreshToken, tokens, sid } = await login(site);
    const planted = { at: "elsewhere", value: "planted" } as const;
    const jar = jarOf(site, { at: "elsewhere", value: refreshToken }, planted);
    for (let times = 0; times < 5; times++) {
      const answer = await jar.send("/refresh");
      expectProblem(answer, "duplicate_cookie");
      expect(answer.setCookies).toEqual([cleared]);
    }
    expect(jar.size()).toBe(2);
    expect(await site.store.sessions.find(sid)).toMatchObject({ generation: 0, ended: null });
    expect((await whoAmI(site, tokens.access_token)).status).toBe(200);
    expect((await jar.send("/logout")).status).toBe(204);
  });
});
