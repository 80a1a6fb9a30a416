import type { RotationDecision } from "../../src/session/rotation.ts";

/** The world's laws, in ticks; and what may be changed, to see that the search finds what then goes wrong. */
export interface Laws {
  readonly tabs: number;
  /** A tab looks at no answer that comes later than this after its request. */
  readonly giveUpTicks: number;
  readonly gracePeriodTicks: number;
  /** How far the clocks of two servers are apart at most. */
  readonly skewTicks: number;
  /** Infinity: the browser never sleeps for longer than the recovery period. */
  readonly recoveryPeriodTicks: number;
  /** Whether requests state what their sender has seen. */
  readonly statesRevision: boolean;
  /** Whether requests are held or repeated by the network beyond the patience of their sender. */
  readonly hasCopies: boolean;
  /** Whether tabs tell each other what they were granted, and so how far the session has come. */
  readonly sharesGrants?: boolean;
  /** Whether the browser may crash before its cookie jar is on the disk, and come back with the token before. */
  readonly losesJar?: boolean;
  /** Takes another decision than the table's; `age` is that of the last swap. */
  readonly override?: (decision: RotationDecision, age: number) => RotationDecision;
}
