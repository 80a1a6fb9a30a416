import { withoutTokens } from "./describe-error.ts";
import { explainPostgresError } from "./explain-postgres-error.ts";
import { explainRedisError } from "./explain-redis-error.ts";
import { explainSqliteError } from "./explain-sqlite-error.ts";
import { type CommandFailure, failure } from "./failure.ts";
import { nameOfStore, type StoreLocation } from "./store-location.ts";

/** What to do about a store that could not be opened or used, as one sentence; never with a password. */
export function explainStoreError(error: Error, location: StoreLocation): CommandFailure {
  const name = nameOfStore(location);
  return failure(
    explanation(error, location, name) ?? `${name}: ${inFull(withoutTokens(error.message), name)}`,
  );
}

function explanation(error: Error, { kind }: StoreLocation, name: string): string | undefined {
  switch (kind) {
    case "sqlite":
      return explainSqliteError(error, name);
    case "postgres":
      return explainPostgresError(error, name);
    case "redis":
      return explainRedisError(error, name);
    case "memory":
      return undefined;
  }
}

/** What the store itself has found out is a sentence already. It cannot know by what words it is named here. */
function inFull(message: string, name: string): string {
  return /\brun:? pawl migrate\b/.test(message)
    ? message.replace(/\brun:? pawl migrate\b.*$/s, `run: pawl migrate --store ${name}`)
    : `${message}.`;
}
