import type { IssuedTokens, RefreshedTokens } from "../../src/engine/issued-tokens.ts";
import type { Session } from "../../src/session/session.ts";
import { createTestPawl, type TestPawl, type TestPawlOptions } from "./create-test-pawl.ts";
import { ada } from "./people.ts";

/** Ada's session, as it was created, and ways to look at it and to go on with it. */
export interface LoggedIn extends TestPawl {
  readonly first: IssuedTokens;
  readonly sid: string;
  /** The session as it is stored now. */
  row(): Promise<Session>;
  refresh(token: string, knownRevision?: string | null): Promise<RefreshedTokens>;
}

export async function loggedIn(options: TestPawlOptions = {}): Promise<LoggedIn> {
  const test = createTestPawl(options);
  const first = await test.pawl.create(ada.subject, { amr: ["pwd"] });
  const { sid } = first.session;
  return {
    ...test,
    first,
    sid,
    row: async () => {
      const session = await test.store.sessions.find(sid);
      if (session === undefined) throw new Error("the session is gone");
      return session;
    },
    refresh: (token, knownRevision) => test.pawl.refresh(token, { knownRevision }),
  };
}
