import { onTestFinished } from "vitest";
import {
  type Client,
  type ClientEvent,
  type ClientOptions,
  type ClientState,
  createClient,
} from "../../../src/client/index.ts";
import { type ManualTime, manualTime, settled } from "./manual-time.ts";
import { type ScriptedServer, scriptedServer } from "./scripted-server.ts";

export interface Scene {
  readonly client: Client;
  readonly server: ScriptedServer;
  readonly time: ManualTime;
  readonly events: ClientEvent[];
  /** Every state since the beginning. */
  readonly states: ClientState[];
  ofType<T extends ClientEvent["type"]>(type: T): Extract<ClientEvent, { type: T }>[];
}

const silence = { post: () => undefined, subscribe: () => undefined, close: () => undefined };

/** A client on a scripted server, on manual time, alone in its browser unless a channel is given. */
export function makeClient({
  server = scriptedServer(),
  time = manualTime(),
  ...options
}: Partial<ClientOptions> & { server?: ScriptedServer; time?: ManualTime } = {}): Scene {
  const events: ClientEvent[] = [];
  const client = createClient({
    authUrl: "https://app.test/auth",
    fetch: server.fetch,
    clock: time.clock,
    timers: time.timers,
    random: () => 0.5,
    channel: silence,
    onEvent: (event) => void events.push(event),
    ...options,
  });
  onTestFinished(() => client.close());
  const states: ClientState[] = [client.state];
  client.subscribe((state) => void states.push(state));
  const ofType: Scene["ofType"] = (type) =>
    events.filter((event): event is Extract<ClientEvent, { type: typeof type }> => event.type === type);
  return { client, server, time, events, states, ofType };
}

/** The same, with the session of an earlier visit restored. */
export async function signedInClient(options: Parameters<typeof makeClient>[0] = {}): Promise<Scene> {
  const scene = makeClient(options);
  await settled();
  if (scene.client.state.status !== "signedIn")
    throw new Error(`not signed in but ${scene.client.state.status}`);
  scene.events.length = 0;
  scene.states.splice(0, scene.states.length, scene.client.state);
  scene.server.arrived.length = 0;
  return scene;
}

/** Waits until a promise settles, and says how; a promise that hangs fails the test by its timeout. */
export async function outcomeOf<T>(promise: Promise<T>): Promise<T | Error> {
  try {
    return await promise;
  } catch (error) {
    return error as Error;
  }
}

/** Makes a call five times at once, and waits for all of them. */
export function five<T>(call: () => Promise<T>): Promise<(T | Error)[]> {
  return Promise.all(Array.from({ length: 5 }, () => outcomeOf(call())));
}
