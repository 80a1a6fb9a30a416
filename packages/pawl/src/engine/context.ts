import type { Policy } from "../session/policy.ts";
import type { SessionStore } from "../session/store.ts";
import type { Secrets } from "../tokens/secrets.ts";
import type { KeyRules } from "./key-rules.ts";
import type { Clock, EventSink, Random } from "./ports.ts";
import type { Pseudonym } from "./pseudonym.ts";
import type { Receipts } from "./receipts.ts";
import type { RevocationFeed } from "./revocation-feed.ts";
import type { RevocationList } from "./revocation-list.ts";
import type { SessionWatch } from "./session-watch.ts";
import type { SigningKeys } from "./signing-keys.ts";
import type { StoredKeys } from "./stored-keys.ts";

/** What every verb of the engine works with. Made once, never changed. */
export interface EngineContext {
  readonly issuer: string;
  readonly audience: string;
  readonly clientId: string;
  readonly policy: Policy;
  readonly sessions: SessionStore;
  readonly secrets: Secrets;
  readonly keyRules: KeyRules;
  readonly storedKeys: StoredKeys;
  readonly signingKeys: SigningKeys;
  readonly revocations: RevocationList;
  readonly feed: RevocationFeed;
  readonly receipts: Receipts;
  readonly watch: SessionWatch;
  readonly pseudonym: Pseudonym;
  readonly clock: Clock;
  readonly random: Random;
  readonly emit: EventSink;
}
