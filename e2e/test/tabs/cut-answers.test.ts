/**
 * Goal: an answer to a refresh that breaks off anywhere, or never comes, costs nobody the session; nor does its
 * cookie that came without the rest, or did not come.
 * Method: the line lets the server answer, and gives the browser so much of the answer, at twelve places from its
 * first byte to its last; then it breaks the connection, or leaves it open until the client gives up.
 */
import { expect } from "vitest";
import { tabsTest } from "../support/device.ts";
import { eventually } from "../support/eventually.ts";
import { ada, callApi, logInAs, reaches, refreshNow } from "../support/tab.ts";

const test = tabsTest({ client: { refreshTimeoutMs: 1000 } });

/** Each gives the number of bytes that come through, of an answer in Latin-1. */
const places: Record<string, (answer: string) => number> = {
  "before the first byte": () => 0,
  "after the first byte": () => 1,
  "in the status": () => "HTTP/1.1 2".length,
  "after the status line": (answer) => answer.indexOf("\r\n") + 2,
  "before the cookie": (answer) => answer.toLowerCase().indexOf("set-cookie:"),
  "in the cookie's name": (answer) => answer.indexOf("__Host-") + 4,
  "in the cookie's value": (answer) => answer.indexOf("=", answer.indexOf("__Host-")) + 20,
  "in the cookie's attributes": (answer) => answer.indexOf("HttpOnly") + 2,
  "in the blank line": (answer) => answer.indexOf("\r\n\r\n") + 2,
  "after the headers": (answer) => answer.indexOf("\r\n\r\n") + 4,
  "in the access token": (answer) => answer.indexOf("access_token") + 100,
  "before the last byte": (answer) => answer.length - 1,
};

const cases = Object.entries(places).flatMap(([place, bytesAt], index) => [
  { place, bytesAt, how: "breaks off", cuts: true },
  // The client's patience is the same wherever the answer stands; every third is enough to wait for.
  ...(index % 3 === 0 ? [{ place, bytesAt, how: "stands still", cuts: false }] : []),
]);

test.for(cases)(
  "complaint 1: an answer that $how $place costs nobody the session",
  async ({ bytesAt, cuts }, { site, device }) => {
    const page = await device.openTab();
    await reaches(page, "signedOut");
    await logInAs(page, ada);
    device.forget();
    let answers = 0;
    site.line.treat("/auth/refresh", async ({ deliver, write, cut }) => {
      const answer = await deliver();
      site.line.leave("/auth/refresh");
      answers++;
      const count = bytesAt(answer.toString("latin1"));
      expect(count).toBeLessThan(answer.length);
      if (count > 0) write(answer.subarray(0, count));
      // Once what was written is on its way.
      if (cuts) setTimeout(cut, 50);
    });

    expect(await refreshNow(page)).toBe("UnavailableError");
    expect(answers).toBe(1);
    await eventually(() => refreshNow(page)).toBe("ok");
    expect(await callApi(page)).toEqual({ status: 200, subject: ada });
    expect(device.sightings.filter(({ state }) => state.status !== "signedIn")).toEqual([]);
    // One more is another page load, with whatever is in the cookie jar.
    await page.reload();
    await reaches(page, "signedIn");
    expect(site.events.filter(({ type }) => type === "session_ended" || type === "refresh_refused")).toEqual(
      [],
    );
  },
);
