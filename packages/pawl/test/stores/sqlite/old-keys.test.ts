/**
 * Goal: keys that were stored before there was a schedule sign on, are rotated when they are due, and move nobody.
 * Method: a file of the first schema, with a key in it as it was written then.
 */
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { days } from "../../../src/session/policy.ts";
import { sqliteStore } from "../../../src/stores/sqlite/index.ts";
import { migrations } from "../../../src/stores/sqlite/schema.ts";
import { generateStoredKey } from "../../../src/tokens/signing-key.ts";
import { startOfTime } from "../../support/clock.ts";
import { createTestPawl } from "../../support/create-test-pawl.ts";
import { ada } from "../../support/people.ts";
import { seededRandom } from "../../support/random.ts";
import { secretsOf } from "../../support/secrets.ts";

test("a key of the first schema has signed since it was made, and is succeeded when it is due", async () => {
  const createdAt = startOfTime - days(10);
  const instants = { createdAt, signsAt: createdAt };
  const old = await generateStoredKey("ES256", secretsOf(), instants, seededRandom());
  const database = new DatabaseSync(":memory:");
  database.exec(migrations[0] ?? "");
  database.exec("PRAGMA user_version = 1; PRAGMA application_id = 0x5061776c");
  database
    .prepare(
      "INSERT INTO signing_keys (kid, alg, public_jwk, key_id, sealed, created_at) VALUES (?, ?, ?, ?, ?, ?)",
    )
    .run(old.kid, old.alg, old.publicJwk, old.keyId, old.sealed, old.createdAt);

  const store = sqliteStore({ database });
  onTestFinished(() => store.close());
  const [stored, ...others] = await store.keys.list();
  expect({ ...stored, sealed: Buffer.from(stored?.sealed ?? []) }).toEqual({
    ...old,
    sealed: Buffer.from(old.sealed),
  });
  expect(others).toEqual([]);
  const { pawl, clock } = createTestPawl({ store, seed: 2 });
  const { accessToken } = await pawl.create(ada.subject);
  expect(await pawl.verify(accessToken)).toMatchObject({ sub: ada.subject });
  expect(await pawl.keys.list()).toMatchObject([{ kid: old.kid, state: "signing", beganAt: createdAt }]);
  clock.advance(days(80));
  expect((await pawl.keys.list()).map(({ state }) => state)).toEqual(["signing", "announced"]);
});
