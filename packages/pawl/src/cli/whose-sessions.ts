import { canonicalEmail } from "../identity/email.ts";
import type { User, UserStore } from "../identity/user-store.ts";
import { failure, misuse } from "./failure.ts";
import { printable } from "./json-line.ts";
import type { Option } from "./option.ts";

/** Whose sessions a command is about: `--subject` or `--email`, and not both. */
export interface Whose {
  readonly subject: string | undefined;
  readonly email: string | undefined;
}

/** A user, or someone who is known by the subject alone because another identity logs them in. */
export type Owner = Pick<User, "subject"> & { readonly email: string | null };

const group = "Options";

export const subjectOption: Option<string | undefined> = {
  flag: "subject",
  env: null,
  placeholder: "SUBJECT",
  group,
  text: "The user with this subject",
  example: "usr_…",
  read: (text) => text,
};

export const emailOption: Option<string | undefined> = {
  flag: "email",
  env: null,
  placeholder: "EMAIL",
  group,
  text: "The user with this e-mail",
  example: "ada@example.com",
  read: (text) => text,
};

/**
 * The user who is meant; `undefined` if none was named.
 *
 * @throws CommandFailure if two were named, or there is none with this e-mail.
 */
export async function findOwner(users: UserStore, { subject, email }: Whose): Promise<Owner | undefined> {
  if (subject !== undefined && email !== undefined) throw misuse("Give --subject or --email, not both.");
  if (subject !== undefined) {
    return { subject, email: (await users.find(subject))?.email ?? null };
  }
  if (email === undefined) return undefined;
  const canonical = canonicalEmail(email);
  const user = canonical === undefined ? undefined : await users.findByEmail(canonical);
  if (user === undefined) throw failure(`There is no user with the e-mail ${printable(email, 60)}.`);
  return user;
}
