/** A user who logs in with e-mail and password. */
export interface User {
  /** Random; never reused, also when the e-mail is. */
  readonly subject: string;
  /** Canonical; see `canonicalEmail`. */
  readonly email: string;
  /** PHC string of argon2id. */
  readonly passwordHash: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Where users live. Verbs are atomic, and reject with `StoreError` when there is no answer. */
export interface UserStore {
  /** Adds a user. False if one with this e-mail exists. */
  insert(user: User): Promise<boolean>;
  find(subject: string): Promise<User | undefined>;
  /** By the canonical form. */
  findByEmail(email: string): Promise<User | undefined>;
  /** All users, oldest first. */
  list(): Promise<User[]>;
  /** Replaces the hash, if it still is `expected`: a rehash never undoes a password change. */
  replaceHash(subject: string, expected: string, passwordHash: string): Promise<boolean>;
}
