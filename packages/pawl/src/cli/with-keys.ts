import { randomBytes } from "node:crypto";
import { createKeys, type Keys } from "../engine/keys.ts";
import { createStoredKeys } from "../engine/stored-keys.ts";
import type { SigningAlgorithm } from "../tokens/algorithms.ts";
import { keySchedule, signerAt } from "../tokens/key-schedule.ts";
import { deriveSecrets } from "../tokens/secrets.ts";
import { areChangedSecrets } from "./changed-secrets.ts";
import { failure } from "./failure.ts";
import { keyAlgorithmOption, rotateKeysEveryOption } from "./key-options.ts";
import { withStore } from "./open-store.ts";
import type { OptionTable } from "./option.ts";
import { serveOptions, storeOption } from "./options.ts";
import type { ReadSettings } from "./read-settings.ts";
import { findSecrets } from "./secrets.ts";
import { secretsBeside } from "./secrets-beside.ts";
import type { StoreLocation } from "./store-location.ts";
import type { Terminal } from "./terminal.ts";

/** What a command that makes keys is told. */
export interface KeyMakerSettings {
  readonly store: StoreLocation;
  readonly secrets: string | undefined;
  readonly secretsFile: string | undefined;
  readonly keyAlgorithm: SigningAlgorithm | undefined;
  readonly rotateKeysEveryMs: number;
}

const group = "Options";

/** The settings that are those of the server, by the same names. */
export const keyMakerOptions: OptionTable<KeyMakerSettings> = {
  store: storeOption(group),
  secrets: { ...serveOptions.secrets, group, defaultText: "those beside the database" },
  secretsFile: { ...serveOptions.secretsFile, group },
  keyAlgorithm: keyAlgorithmOption(group),
  rotateKeysEveryMs: rotateKeysEveryOption(group),
};

/**
 * Works on the keys of a store, as a server on it would.
 *
 * @throws CommandFailure that says what to do; without the server's secrets above all, since with others a key would be
 * made that no server can use.
 */
export async function withKeys(
  { settings, names }: ReadSettings<KeyMakerSettings>,
  { env }: Terminal,
  work: (keys: Keys) => Promise<void>,
): Promise<void> {
  const { store: location, keyAlgorithm, rotateKeysEveryMs } = settings;
  const found = findSecrets({
    ...{ list: settings.secrets, file: settings.secretsFile, fileName: names.secretsFile },
    fileBesideDatabase: secretsBeside(location),
    isProduction: env["NODE_ENV"] === "production",
  });
  if (found === undefined) {
    throw failure(
      "A new key is sealed with the server's secrets, and there are none here; set PAWL_SECRETS or PAWL_SECRETS_FILE as the server has them.",
    );
  }
  await withStore(location, "expected", async ({ keys: store }) => {
    if (await areChangedSecrets(store, found.secrets)) {
      throw failure(
        "None of these secrets opens a key in the store, so they are not the server's; set PAWL_SECRETS or PAWL_SECRETS_FILE as the server has them.",
      );
    }
    const signer = signerAt(await store.list(), Date.now());
    const algorithm = keyAlgorithm ?? signer?.alg ?? "ES256";
    const keyRules = { algorithm, schedule: keySchedule(rotateKeysEveryMs) };
    const storedKeys = createStoredKeys({
      ...{ keys: store, keyRules, secrets: deriveSecrets(found.secrets) },
      ...{ clock: Date.now, random: randomBytes, emit: () => {} },
    });
    await work(createKeys({ read: () => store.list(), storedKeys, keyRules, clock: Date.now }));
  });
}
