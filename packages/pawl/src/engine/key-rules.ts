import type { SigningAlgorithm } from "../tokens/algorithms.ts";
import type { KeySchedule } from "../tokens/key-schedule.ts";
import type { KeySource } from "../tokens/key-source.ts";

/** How this node deals with signing keys. */
export interface KeyRules {
  /** Of the keys that this node makes. All of ours verify, whoever made them. */
  readonly algorithm: SigningAlgorithm;
  readonly schedule: KeySchedule;
  /** Where the keys come from, if not from the store; then nothing is made, rotated or removed here. */
  readonly source?: KeySource | undefined;
}
