/** Goal: spans of time read as a person would say them. Method: examples at the edges of each unit. */
import { expect, test } from "vitest";
import { english } from "../src/language/english.ts";
import { nameOfUserAgent } from "../src/name-of-user-agent.ts";
import { ago, countdown, until } from "../src/time.ts";

test.each([
  [0, "just now"],
  [999, "just now"],
  [1000, "1 second ago"],
  [59_400, "59 seconds ago"],
  [60_000, "1 minute ago"],
  [7_200_000, "2 hours ago"],
  [-5000, "just now"],
])("%d ms back is %s", (span, words) => {
  expect(ago(1_000_000, 1_000_000 + span)).toBe(words);
});

test.each([
  [0, "now"],
  [600, "in 1 second"],
  [86_400_000, "in 1 day"],
  [604_799_000, "in 7 days"],
])("%d ms ahead is %s", (span, words) => {
  expect(until(1_000_000 + span, 1_000_000)).toBe(words);
});

test("a countdown shows 0:00 only when nothing is left", () => {
  expect([60_000, 59_999, 1, 0, -5].map(countdown)).toEqual(["1:00", "1:00", "0:01", "0:00", "0:00"]);
});

test.each([
  [null, "An unknown device"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"],
  [
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36 Edg/156.0",
    "Edge on Windows",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1 Version/26.0 Safari/604.1",
    "Safari on iOS",
  ],
  ["curl/7.88.1", "curl"],
  ["<script>", "A browser"],
])("%s is shown as a name", (userAgent, name) => {
  expect(nameOfUserAgent(userAgent, english.devices)).toBe(name);
});
