import { createPawl, type Pawl } from "../../src/server/create-pawl.ts";
import type { PawlOptions } from "../../src/server/options.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import type { Store } from "../../src/stores/store.ts";
import { type FakeClock, fakeClock } from "./clock.ts";
import { type RecordedEvents, recordEvents } from "./events.ts";
import { heldToDocument } from "./openapi/held-to-document.ts";
import { twoPeople } from "./people.ts";
import { seededRandom } from "./random.ts";
import { secretOne } from "./secrets.ts";

export const testIssuer = "https://app.example/auth";
export const testAudience = "https://api.example";

/** Any option of Pawl, and these; what is not given is fixed, so that a failing test fails again. */
export interface TestPawlOptions extends Partial<Omit<PawlOptions, "store" | "clock">> {
  /** Default: a new one in memory. */
  readonly store?: Store;
  /** Default: a new one. Give the same to two, and they live at the same time. */
  readonly clock?: FakeClock;
  /** For the random generator; two on one store need two seeds. Default 1. */
  readonly seed?: number;
}

export interface TestPawl {
  readonly pawl: Pawl;
  readonly store: Store;
  readonly clock: FakeClock;
  readonly events: RecordedEvents;
}

/**
 * Pawl on a fake clock, with seeded randomness, two people who may log in, and its events recorded. Its answers are held to
 * the OpenAPI document.
 */
export function createTestPawl(options: TestPawlOptions = {}): TestPawl {
  const { store = memoryStore(), clock = fakeClock(), seed = 1, ...rest } = options;
  const events = recordEvents();
  const pawl = createPawl({
    issuer: testIssuer,
    audience: testAudience,
    secrets: [secretOne],
    identity: twoPeople,
    onEvent: events.sink,
    random: seededRandom(seed),
    ...rest,
    store,
    clock: clock.read,
  });
  const features = {
    verifiers: hasAny(options.verifierCredentials),
    services: hasAny(options.serviceCredentials),
    receivers: hasAny(options.securityEventReceivers?.filter((one) => "credential" in one)),
  };
  const { issuer = testIssuer } = options;
  const basePath = (options.basePath ?? new URL(issuer).pathname).replace(/\/+$/, "");
  const handler = heldToDocument(pawl.handler, { basePath, issuer }, features);
  return { pawl: { ...pawl, handler }, store, clock, events };
}

function hasAny(list: readonly unknown[] = []): boolean {
  return list.length > 0;
}
