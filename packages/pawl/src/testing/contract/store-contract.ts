import type { Store } from "../../stores/store.ts";
import type { SharedStore } from "../processes/shared-store.ts";
import { type Cases, caseOn, type StoreCase } from "./case.ts";
import { deleteExpiredCases } from "./delete-expired.ts";
import { endedSubjectCases } from "./ended-subjects.ts";
import { fieldCases } from "./fields.ts";
import { isolationCases } from "./isolation.ts";
import { keyCases } from "./keys.ts";
import { largeCases } from "./large.ts";
import { lifetimeCases } from "./lifetime.ts";
import { listCases } from "./lists.ts";
import { processCases } from "./processes.ts";
import { receiveCases } from "./receive.ts";
import { revokeCases } from "./revoke.ts";
import { rotateCases } from "./rotate.ts";
import { rotationRaceCases } from "./rotation-races.ts";
import { type SizeOf, storageCases } from "./storage.ts";
import { timeCases } from "./time.ts";
import { userCases } from "./users.ts";

/** How the contract comes to stores. */
export interface StoreContractOptions {
  /** Opens a store that is empty and ready for use: where it takes a migration, that has been done. Closed by the case. */
  readonly open: () => Store | Promise<Store>;
  /** How several processes open one store. Without it, the cases that need several are not in the list. */
  readonly shared?: SharedStore | undefined;
  /**
   * Bytes that a store takes for what it holds; it may tidy up first (`VACUUM`). With it, the size after thousands of
   * rotations is compared too; the number of rows always is.
   */
  readonly size?: SizeOf | undefined;
}

/**
 * What every store does, as a list of cases for any test runner; a new store is done when it passes all of them.
 *
 * Covers each verb with every field at its boundaries, atomicity under many writers in one process and in several, users
 * and sessions that must not be taken for each other, ends that nothing undoes, constant storage, time that is never the
 * store's own, ten thousand sessions of one user, and the store's own beginning and end. Does not cover what becomes of a
 * write when the power fails, nor how fast anything is.
 *
 * Cases are independent: each opens a store of its own. Some write ten thousand sessions and some start three processes,
 * so give each a minute.
 *
 * @example
 * ```ts
 * import { test } from "vitest"; // or node:test, jest, bun:test
 * import { storeContract } from "pawl/testing";
 *
 * const contract = storeContract({
 *   open: () => myStore({ url: newDatabase() }),
 *   shared: { module: new URL("./open-shared.ts", import.meta.url), location: newDatabase },
 * });
 * for (const { name, run } of contract) test(name, run, 60_000);
 *
 * // open-shared.ts, which each of several processes imports
 * export const openShared = (location: string) => myStore({ url: location });
 * ```
 */
export function storeContract({ open, shared, size }: StoreContractOptions): readonly StoreCase[] {
  const parts: readonly Cases[] = [
    ...[fieldCases, rotateCases, rotationRaceCases, receiveCases, revokeCases, isolationCases, listCases],
    ...[endedSubjectCases],
    ...[deleteExpiredCases, timeCases, storageCases(size), largeCases, userCases, keyCases, lifetimeCases],
  ];
  return [
    ...parts.flatMap((cases) => Object.entries(cases).map(([name, check]) => caseOn(open, name, check))),
    ...(shared === undefined ? [] : processCases(shared)),
  ];
}
