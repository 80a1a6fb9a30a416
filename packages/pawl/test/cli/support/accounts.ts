import { join } from "node:path";
import { passwordIdentity } from "../../../src/identity/password.ts";
import { sqliteStore } from "../../../src/stores/sqlite/index.ts";
import { ada } from "../../support/people.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** A database that knows Ada, in a folder of its own. */
export interface Accounts {
  readonly folder: string;
  readonly file: string;
  /** The two words that name it to every command. */
  readonly store: readonly ["--store", string];
}

export async function accountsWithAda(): Promise<Accounts> {
  const folder = temporaryFolder();
  const file = join(folder, "pawl.sqlite");
  const store = sqliteStore({ filename: file });
  await passwordIdentity({ users: store.users }).addUser(ada);
  await store.close();
  return { folder, file, store: ["--store", `sqlite:${file}`] };
}
