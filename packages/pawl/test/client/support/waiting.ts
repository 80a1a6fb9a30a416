import { problem } from "./answers.ts";
import { outcomeOf, type Scene, signedInClient } from "./make-client.ts";
import { settled } from "./manual-time.ts";
import { offline } from "./scripted-server.ts";

const halfAnHour = 1_800_000;

/** With a token that is out of date, and no way to a new one. */
export async function cutOff(options: Parameters<typeof signedInClient>[0] = {}): Promise<Scene> {
  const scene = await signedInClient(options);
  await scene.time.advance(halfAnHour);
  scene.server.always("/auth/refresh", offline);
  return scene;
}

export async function end({ client, server, time }: Scene): Promise<void> {
  server.always("/auth/refresh", () => problem("session_expired", { reason: "inactivity" }));
  await outcomeOf(client.refresh());
  // Other tabs are told, and ask.
  await time.advance(1000);
  server.normally("/auth/refresh");
}

/** Whether a promise has settled by now. */
export async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  await settled();
  return Promise.race([promise.then(() => true), Promise.resolve(false)]);
}
