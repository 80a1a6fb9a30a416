import type { User } from "../../identity/user-store.ts";
import { holds, same } from "./assertions.ts";
import type { Cases } from "./case.ts";
import { oddNames } from "./odd-names.ts";

const user = (email: string, createdAt: number): User => ({
  ...{ subject: `usr of ${email}`, email, passwordHash: `hash of ${email}`, createdAt },
});

/** People who log in with e-mail and password. */
export const userCases: Cases = {
  "users: are found by subject and by e-mail, exactly, and listed oldest first": async ({ users }) => {
    const [late, early] = [user("ada@example.com", 2), user("grace@example.com", 1)];
    for (const one of [late, early])
      same(await users.insert(one), true, "insert did not say that it added a user");
    for (const one of [late, early]) {
      same(await users.find(one.subject), one, "find did not give the user with this subject");
      same(await users.findByEmail(one.email), one, "findByEmail did not give the user with this e-mail");
    }
    for (const other of [
      "",
      "usr_nobody",
      "__proto__",
      late.email,
      late.subject.toUpperCase(),
      `${late.subject} `,
    ]) {
      same(
        await users.find(other),
        undefined,
        `find gave a user for ${JSON.stringify(other)}, which is no subject`,
      );
    }
    for (const other of [
      "",
      "ADA@example.com",
      "ada@example.co",
      "ada@example.com ",
      "%",
      "_da@example.com",
      "*",
    ]) {
      same(await users.findByEmail(other), undefined, `findByEmail gave a user for ${JSON.stringify(other)}`);
    }
    same(await users.list(), [early, late], "list did not give all users, oldest first");
  },

  "users: are kept apart, whatever their names are": async ({ users }) => {
    const all = oddNames.map((name, i) => ({
      subject: name,
      email: name,
      passwordHash: name,
      createdAt: i + 1,
    }));
    const added = await Promise.all(all.map((one) => users.insert(one)));
    holds(added.every(Boolean), "insert took a user for another");
    for (const one of all) {
      same(await users.find(one.subject), one, "find gave another user, or not every field as it was");
      same(
        await users.findByEmail(one.email),
        one,
        "findByEmail gave another user, or not every field as it was",
      );
    }
    same(await users.list(), all, "list did not give all users, oldest first");
  },

  "users: an e-mail is taken once; of many at once exactly one is added": async ({ users }) => {
    const twins = Array.from({ length: 20 }, (_, i) => ({
      ...user("ada@example.com", i + 1),
      subject: `usr_${i}`,
    }));
    const added = await Promise.all(twins.map((twin) => users.insert(twin)));
    same(added.filter(Boolean), [true], "of many users with one e-mail not exactly one was added");
    const winner = twins[added.indexOf(true)];
    same(await users.findByEmail("ada@example.com"), winner, "the user is not the one who was added");
    same(await users.list(), [winner], "a user who was not added is listed");
    for (const { subject } of twins) {
      const expected = subject === winner?.subject ? winner : undefined;
      same(await users.find(subject), expected, "a user who was not added is found by their subject");
    }
    same(await users.insert(user("ada@example.com", 99)), false, "insert took an e-mail that is taken");
  },

  "users: a hash is replaced only while it is the expected one; of many at once one replaces it": async ({
    users,
  }) => {
    const [ada, grace] = [user("ada@example.com", 1), user("grace@example.com", 2)];
    for (const one of [ada, grace]) await users.insert(one);
    const stale = await users.replaceHash(ada.subject, "another hash", "new");
    same(stale, false, "replaceHash did not compare the hash that it replaces");
    const nobody = await users.replaceHash("usr_nobody", ada.passwordHash, "new");
    same(nobody, false, "replaceHash said that it replaced the hash of nobody");
    same(await users.find(ada.subject), ada, "replaceHash wrote although it said that it did not");

    const hashes = Array.from({ length: 10 }, (_, i) => `hash ${i}`);
    const replaced = await Promise.all(
      hashes.map((hash) => users.replaceHash(ada.subject, ada.passwordHash, hash)),
    );
    same(replaced.filter(Boolean), [true], "of many replacements of one hash not exactly one was written");
    const after = { ...ada, passwordHash: hashes[replaced.indexOf(true)] };
    same(await users.find(ada.subject), after, "the hash is not the one that was written");
    same(await users.findByEmail(ada.email), after, "findByEmail gave the hash from before a replacement");
    same(await users.find(grace.subject), grace, "replaceHash changed another user");
  },
};
