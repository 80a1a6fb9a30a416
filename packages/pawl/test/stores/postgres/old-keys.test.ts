/**
 * Goal: keys that were stored before there was a schedule come out as keys that have signed since they were made; and nodes
 * of before go on inserting theirs beside those of now.
 * Method: rows without an instant, as the migration leaves them and as the former statement writes them.
 */
import { expect, test } from "vitest";
import { keyNamed } from "../../../src/testing/contract/keys.ts";
import { serverOfThisFile } from "./databases.ts";

const { emptyDatabase } = serverOfThisFile();

test("a row without an instant has signed since it was made, and what follows it follows it", async () => {
  const database = await emptyDatabase();
  const { keys, migrate } = database.open();
  await migrate();
  await database.select(`
    INSERT INTO pawl_signing_keys (position, kid, alg, public_jwk, key_id, sealed, created_at)
    VALUES (1, 'old', 'ES256', '{}', 'AAAAAA', '\\x01', 5)`);
  expect(await keys.list()).toEqual([
    {
      ...{ kid: "old", alg: "ES256", publicJwk: "{}", keyId: "AAAAAA" },
      ...{ sealed: expect.anything(), createdAt: 5, signsAt: 5 },
    },
  ]);
  expect(await keys.insert(keyNamed("new"), "old")).toBe(true);
  expect((await keys.list()).map(({ kid }) => kid)).toEqual(["old", "new"]);
});
