import type { Identity } from "../../src/identity/identity.ts";

/** A user of every test that does not care who it is. */
export const ada = {
  email: "ada@example.com",
  password: "an engine weaves algebraic patterns",
  subject: "usr_ada",
};

export const grace = {
  email: "grace@example.com",
  password: "a nanosecond is a foot of wire",
  subject: "usr_grace",
};

/** Knows Ada and Grace and hashes nothing, so that tests of other things are fast. */
export const twoPeople: Identity = {
  authenticate: ({ email, password }) => {
    const person = [ada, grace].find((one) => one.email === email && one.password === password);
    return Promise.resolve(person === undefined ? null : { subject: person.subject, amr: ["pwd"] });
  },
};
