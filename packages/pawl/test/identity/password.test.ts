/**
 * Goal: the right password of a known user, and nothing else, logs in; whoever guesses learns nothing (C86, C88–C90,
 * C97).
 * Method: real hashes on the memory store. Whether a login hashes is seen by the queue: with one place and no waiting,
 * a second login at the same time is refused exactly if the first one hashes.
 */
import { hash } from "@node-rs/argon2";
import { describe, expect, test } from "vitest";
import { passwordIdentity } from "../../src/identity/password.ts";
import { StoreError } from "../../src/session/store.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { startOfTime } from "../support/clock.ts";
import { countingStore } from "../support/counting-store.ts";
import { faultyStore } from "../support/faulty-store.ts";
import { ada, grace } from "../support/people.ts";
import { refusalOf } from "../support/refusal.ts";

const request = new Request("https://app.example/auth/login");

async function adaKnown(options: { hashesAtOnce?: number; hashesWaiting?: number } = {}) {
  const faulty = faultyStore(memoryStore());
  const store = countingStore(faulty);
  const identity = passwordIdentity({ users: store.users, clock: () => startOfTime, ...options });
  const user = await identity.addUser(ada);
  const login = (email: string, password: string) => identity.authenticate({ email, password }, request);
  // From here on, the decoy is made.
  await login("nobody@example.com", ada.password);
  store.forget();
  return { faulty, store, identity, user, login };
}

describe("a login", () => {
  test("with the right password gives the user, and how they were authenticated", async () => {
    const { login, user } = await adaKnown();
    expect(await login(ada.email, ada.password)).toEqual({ subject: user.subject, amr: ["pwd"] });
  });

  test("takes any spelling of the same address", async () => {
    const { login, user } = await adaKnown();
    for (const email of [" ADA@Example.COM ", "ａｄａ@example.com"]) {
      expect(await login(email, ada.password)).toMatchObject({ subject: user.subject });
    }
  });

  test.each([
    ["a wrong password", ada.email, grace.password],
    ["an empty one", ada.email, ""],
    ["the right one with a space", ada.email, `${ada.password} `],
    ["the right one in capitals", ada.email, ada.password.toUpperCase()],
    ["the right one of 1024 bytes and more", ada.email, ada.password + "x".repeat(1024)],
    ["an unknown user", "nobody@example.com", ada.password],
    ["no address", "ada", ada.password],
    ["an address with SQL", "' OR 1=1 --@example.com", ada.password],
    ["a prototype's name", "__proto__", ada.password],
  ])("with %s is the same plain no", async (_, email, password) => {
    const { login } = await adaKnown();
    expect(await login(email, password)).toBeNull();
  });

  test("writes nothing, and reads the user at most once", async () => {
    const { login, store } = await adaKnown();
    await login(ada.email, ada.password);
    await login(ada.email, grace.password);
    await login("nobody@example.com", ada.password);
    expect(store.calls.map(({ verb }) => verb)).toEqual(Array(3).fill("users.findByEmail"));
  });

  test("is no answer when the store is out of reach, never a no", async () => {
    const { login, faulty } = await adaKnown();
    faulty.out = true;
    await expect(login(ada.email, ada.password)).rejects.toThrow(StoreError);
    await expect(login("nobody@example.com", ada.password)).rejects.toThrow(StoreError);
  });
});

describe("the work of a login", () => {
  /** Whether a login hashes: it then holds the only place, and the next one is overloaded. */
  async function hashes(email: string, password: string): Promise<boolean> {
    const { login } = await adaKnown({ hashesAtOnce: 1, hashesWaiting: 0 });
    const first = login(email, password);
    const second = login(ada.email, ada.password).then(
      () => false,
      () => true,
    );
    await first;
    return second;
  }

  test.each([
    ["the right password", ada.email, ada.password],
    ["a wrong password", ada.email, grace.password],
    ["an unknown user", "nobody@example.com", ada.password],
    ["what is no address at all", "nobody", ada.password],
  ])("for %s is one hash", async (_, email, password) => {
    expect(await hashes(email, password)).toBe(true);
  });

  test("for a password that is too long is none, whoever the user is", async () => {
    for (const email of [ada.email, "nobody@example.com"]) {
      expect(await hashes(email, "x".repeat(1025))).toBe(false);
      expect(await hashes(email, "\u{1f511}".repeat(257))).toBe(false);
      expect(await hashes(email, "x".repeat(1024))).toBe(true);
    }
  });

  test("of the very first unknown user is what that of a known one is: the decoy is made on every path", async () => {
    const { users } = memoryStore();
    const fresh = () => passwordIdentity({ users, hashesAtOnce: 1, hashesWaiting: 0 });
    await fresh().addUser(ada);
    for (const email of [ada.email, "nobody@example.com"]) {
      const identity = fresh();
      const first = identity.authenticate({ email, password: ada.password }, request);
      // The place is taken by the decoy; whoever comes now waits for the same one.
      expect(await refusalOf(identity.addUser(grace))).toEqual({ code: "overloaded" });
      await first;
    }
  });

  test("beyond the queue is refused as overloaded, and later done", async () => {
    const { login, user } = await adaKnown({ hashesAtOnce: 1, hashesWaiting: 2 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => login(ada.email, ada.password)),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "overloaded" });
    }
    expect(await login(ada.email, ada.password)).toMatchObject({ subject: user.subject });
  });

  test("that fails while the decoy is made is no answer, and the next login makes it", async () => {
    const identity = passwordIdentity({ users: memoryStore().users, hashesAtOnce: 1, hashesWaiting: 0 });
    const busy = identity.addUser(grace);
    const nobody = { email: "nobody@example.com", password: ada.password };
    expect(await refusalOf(identity.authenticate(nobody, request))).toEqual({ code: "overloaded" });
    await busy;
    expect(await identity.authenticate(nobody, request)).toBeNull();
  });
});

describe("an outdated hash", () => {
  async function adaWith(passwordHash: string) {
    const { users } = memoryStore();
    await users.insert({ subject: ada.subject, email: ada.email, passwordHash, createdAt: 1 });
    const identity = passwordIdentity({ users });
    const login = (password: string) => identity.authenticate({ email: ada.email, password }, request);
    return { users, login, stored: async () => (await users.findByEmail(ada.email))?.passwordHash };
  }
  const weak = () => hash(ada.password, { algorithm: 2, memoryCost: 8192, timeCost: 1, parallelism: 1 });

  test("is renewed at the next right login, and only then", async () => {
    const before = await weak();
    const { login, stored } = await adaWith(before);
    expect(await login(grace.password)).toBeNull();
    expect(await stored()).toBe(before);
    expect(await login(ada.password)).toMatchObject({ subject: ada.subject });
    const after = await stored();
    expect(after).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await login(ada.password)).toMatchObject({ subject: ada.subject });
    expect(await stored()).toBe(after);
  });

  test("never undoes a password change that came in between", async () => {
    const before = await weak();
    const { users, stored } = await adaWith(before);
    const identity = passwordIdentity({
      users: {
        ...users,
        replaceHash: async (...parameters) => {
          await users.replaceHash(ada.subject, before, "changed meanwhile");
          return users.replaceHash(...parameters);
        },
      },
    });
    expect(await identity.authenticate(ada, request)).toMatchObject({ subject: ada.subject });
    expect(await stored()).toBe("changed meanwhile");
  });

  test("that cannot be renewed does not stop the login", async () => {
    const before = await weak();
    const { users } = await adaWith(before);
    const replaceHash = () => Promise.reject(new StoreError("read-only"));
    const identity = passwordIdentity({ users: { ...users, replaceHash } });
    expect(await identity.authenticate(ada, request)).toMatchObject({ subject: ada.subject });
  });

  test("that is no hash at all lets nobody in", async () => {
    const { login } = await adaWith(ada.password);
    expect(await login(ada.password)).toBeNull();
  });
});

describe("a new user", () => {
  const identity = passwordIdentity({ users: memoryStore().users, clock: () => startOfTime });
  let count = 0;
  const add = (password: string, email = `user${++count}@example.com`) =>
    identity.addUser({ email, password });

  test("has a random subject, the canonical address, and no password in what comes back", async () => {
    const [one, two] = [await add(ada.password, " Ada@Example.com"), await add(ada.password)];
    expect(one).toEqual({
      subject: expect.stringMatching(/^usr_[\w-]{22}$/),
      email: "ada@example.com",
      createdAt: startOfTime,
    });
    expect(two.subject).not.toBe(one.subject);
  });

  test.each([
    ["15 letters", "abcdefghijklmno"],
    ["15 spaces: no composition rules", " ".repeat(15)],
    ["15 emoji, which are 60 bytes", "\u{1f511}".repeat(15)],
    ["64 characters", "x".repeat(64)],
    ["1024 bytes", "x".repeat(1024)],
    ["1024 bytes of emoji", "\u{1f511}".repeat(256)],
  ])("may have %s as password, and logs in with it", async (_, password) => {
    const { subject, email } = await add(password);
    expect(await identity.authenticate({ email, password }, request)).toMatchObject({ subject });
  });

  test.each([
    [
      "14 letters",
      "abcdefghijklmn",
      /has 14 characters and needs at least 15; a few words make a good one\.$/,
    ],
    ["14 emoji, which are 28 in UTF-16", "\u{1f511}".repeat(14), /has 14 characters/],
    ["nothing", "", /has 0 characters/],
    ["1025 bytes", "x".repeat(1025), /longer than 1024 bytes\.$/],
    ["1028 bytes of emoji", "\u{1f511}".repeat(257), /longer than 1024 bytes\.$/],
  ])("may not have %s, and is told so without the password", async (_, password, message) => {
    const failure = await add(password).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TypeError);
    expect((failure as Error).message).toMatch(message);
    if (password !== "") expect((failure as Error).message).not.toContain(password);
  });

  test.each(["ada", "", "a@b@c", "a b@example.com"])("may not have the address %j", async (email) => {
    await expect(add(ada.password, email)).rejects.toThrow(new TypeError("That is not an e-mail address."));
  });

  test("may not be the twin of another, in any spelling, also when both come at once", async () => {
    const twins = ["grace@example.com", "GRACE@example.com", "ｇrace@example.com", " grace@example.com "];
    const outcomes = await Promise.allSettled(twins.map((email) => add(grace.password, email)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") {
        expect(outcome.reason).toEqual(new TypeError("A user with this e-mail exists."));
      }
    }
  });
});

describe("an option that is wrong is told with its fix", () => {
  const { users } = memoryStore();
  test.each([
    ["no users", {}, "users must be a store of users; try passwordIdentity({ users: store.users })"],
    ["a whole store as users", { users: memoryStore() }, "users must be a store of users; try"],
    [
      "no place",
      { users, hashesAtOnce: 0 },
      "hashesAtOnce must be a whole number of 1 or more; leave it out",
    ],
    ["a fraction", { users, hashesAtOnce: 1.5 }, "hashesAtOnce must be a whole number"],
    ["a text", { users, hashesAtOnce: "2" }, "hashesAtOnce must be a whole number"],
    ["a negative queue", { users, hashesWaiting: -1 }, "hashesWaiting must be a whole number of 0 or more"],
    ["an endless queue", { users, hashesWaiting: Number.POSITIVE_INFINITY }, "hashesWaiting must be a whole"],
  ])("%s", (_, options, message) => {
    const act = () => passwordIdentity(options as Parameters<typeof passwordIdentity>[0]);
    expect(act).toThrow(TypeError);
    expect(act).toThrow(message);
  });
});
