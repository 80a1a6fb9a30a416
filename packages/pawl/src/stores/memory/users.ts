import type { User, UserStore } from "../../identity/user-store.ts";

export function memoryUsers(): UserStore {
  const byEmail = new Map<string, User>();
  return {
    async insert(user) {
      if (byEmail.has(user.email)) return false;
      byEmail.set(user.email, user);
      return true;
    },
    async find(subject) {
      return [...byEmail.values()].find((user) => user.subject === subject);
    },
    async findByEmail(email) {
      return byEmail.get(email);
    },
    async list() {
      return [...byEmail.values()].sort((a, b) => a.createdAt - b.createdAt);
    },
    async replaceHash(subject, expected, passwordHash) {
      for (const user of byEmail.values()) {
        if (user.subject !== subject || user.passwordHash !== expected) continue;
        byEmail.set(user.email, { ...user, passwordHash });
        return true;
      }
      return false;
    },
  };
}
