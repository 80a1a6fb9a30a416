// @vitest-environment happy-dom
/**
 * Goal: what a user does with the page is noticed, and what a page does by itself is not (complaint 49).
 * Method: events dispatched in a document, on manual time.
 */
import { expect, onTestFinished, test } from "vitest";
import { watchActivity } from "../../src/client/activity.ts";
import { manualTime } from "./support/manual-time.ts";
import { act, show } from "./support/show.ts";

async function scene() {
  const time = manualTime();
  let noticed = 0;
  const activity = watchActivity(time.clock, () => void noticed++);
  onTestFinished(() => activity.stop());
  const loadedMs = time.clock.monotonicMs();
  await time.advance(60_000);
  return { activity, time, loadedMs, noticed: () => noticed };
}

test("to open the page counts", async () => {
  const { activity, loadedMs, noticed } = await scene();
  expect(activity.lastMs()).toBe(loadedMs);
  expect(noticed()).toBe(0);
});

test.each(["pointerdown", "keydown", "wheel", "touchmove", "click"])("%s counts", async (type) => {
  const { activity, time, noticed } = await scene();
  act(type);
  expect(activity.lastMs()).toBe(time.clock.monotonicMs());
  expect(noticed()).toBe(1);
});

test("so does coming back to the page, but not leaving it", async () => {
  const { activity, time, loadedMs } = await scene();
  show("hidden");
  expect(activity.lastMs()).toBe(loadedMs);
  await time.advance(1000);
  show("visible");
  expect(activity.lastMs()).toBe(time.clock.monotonicMs());
});

test.each(["scroll", "focus", "blur", "load", "message", "online", "animationend", "input"])(
  "complaint 49: %s does not: pages do that by themselves",
  async (type) => {
    const { activity, loadedMs, noticed } = await scene();
    act(type);
    dispatchEvent(new Event(type));
    document.dispatchEvent(new Event(type));
    expect(activity.lastMs()).toBe(loadedMs);
    expect(noticed()).toBe(0);
  },
);

test("an event that the page keeps to itself counts, too", async () => {
  const { noticed } = await scene();
  const button = document.body.appendChild(document.createElement("button"));
  button.addEventListener("keydown", (event) => event.stopPropagation());
  button.dispatchEvent(new Event("keydown", { bubbles: true }));
  button.remove();
  expect(noticed()).toBe(1);
});

test("stop() ends the noticing", async () => {
  const { activity, noticed } = await scene();
  activity.stop();
  for (const type of ["pointerdown", "keydown", "wheel", "touchmove", "click"]) act(type);
  show("visible");
  expect(noticed()).toBe(0);
});
