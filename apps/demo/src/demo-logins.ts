/** What a login form of the demo offers to fill in; printed by the server, too, see server/seed.ts. */
export interface DemoLogin {
  readonly email: string;
  readonly password: string;
}

export const demoLogin: DemoLogin = { email: "demo@example.com", password: "correct horse battery staple" };

/** Somebody else, for a tab beside. */
export const guestLogin: DemoLogin = { ...demoLogin, email: "guest@example.com" };
