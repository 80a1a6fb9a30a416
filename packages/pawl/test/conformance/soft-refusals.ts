import { expect, test } from "vitest";
import { deletionsIn, standing } from "./support/answers.ts";
import { refusal, transports } from "./support/client.ts";
import type { Site } from "./support/site.ts";
import type { Problem } from "./support/wire.ts";

const superseded = "409 refresh_token_superseded";
const reused = "401 refresh_token_reused refresh_token_reused";

/** Part A, who comes too late: losers are turned away softly, and only a proven theft ends the session. */
export function softRefusals(site: Site): void {
  for (const by of transports) {
    test(`complaint 14: a late duplicate by ${by} that states an older revision is refused softly`, async () => {
      const client = await site.login(by);
      const duplicate = { token: client.token(), knownRevision: client.revision() };
      await client.refresh();
      expect((await client.ask("POST", "/receipt")).status).toBe(204);
      await site.answersToSettle();

      const late = await client.present(duplicate);
      expect(refusal(late)).toBe(superseded);
      expect((late.json as Problem).revision).toEqual(expect.any(String));
      expect((late.json as Problem).revision).not.toBe(duplicate.knownRevision);
      expect(late.headers.getSetCookie()).toEqual([]);
      expect(refusal(await client.present({ ...duplicate, knownRevision: null }))).toBe(superseded);
      expect(await standing(client)).toEqual([200, 1]);
      expect(await client.refresh()).toMatchObject({ rotation: "rotated", session: { generation: 2 } });
    });

    test(`complaint 14: a stale token by ${by} that states the present revision is reuse`, async () => {
      const client = await site.login(by);
      const stolen = client.token();
      await client.refresh();
      expect((await client.ask("POST", "/receipt")).status).toBe(204);
      await site.answersToSettle();

      const told = await client.present({ token: stolen, knownRevision: null });
      expect(refusal(told)).toBe(superseded);
      const knownRevision = (told.json as Problem).revision ?? "none";
      expect(refusal(await client.present({ token: stolen, knownRevision }))).toBe(reused);
      expect(refusal(await client.refreshOnce())).toBe(reused);
    });
  }

  test("complaint 14: a revision of another session tells nothing: the duplicate is refused softly", async () => {
    const [client, other] = [await site.login(), await site.login()];
    const token = client.token();
    await client.refresh();
    expect((await client.ask("POST", "/receipt")).status).toBe(204);
    await site.answersToSettle();
    const knownRevision = other.revision();
    expect(refusal(await client.present({ token, knownRevision }))).toBe(superseded);
    expect(refusal(await client.present({ token, knownRevision: "no revision" }))).toBe(superseded);
    expect((await client.refresh()).session.generation).toBe(2);
  });

  test("complaint 14: a page that knows nothing yet, with the newest cookie, is logged in at once", async () => {
    const first = await site.login();
    await first.refresh();
    await site.answersToSettle();
    const page = first.another();
    expect((await page.refreshOnce({ knownRevision: null })).status).toBe(200);
  });

  test("complaint 12: a retry that has to wait clears nothing while it waits", async () => {
    const client = await site.login();
    await client.refreshCut({ afterBytes: 0 });
    await site.graceToPass();
    const waiting = [];
    for (let tries = 0; tries < 5; tries++) waiting.push(await client.refreshOnce());
    expect(deletionsIn(waiting)).toEqual([]);
    expect(waiting.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
    expect((await client.refresh()).session.sid).toBe(client.tokens().session.sid);
  });

  test("complaint 12: a token that nobody issued is refused, and the cookie is left alone", async () => {
    const client = await site.login();
    const token = client.token();
    // Another last character is another tag; one in the middle another secret.
    const forged = [
      token.slice(0, -1) + (token.endsWith("A") ? "B" : "A"),
      token.slice(0, 50) + (token[50] === "A" ? "B" : "A") + token.slice(51),
      "x",
    ];
    const answers = await Promise.all(forged.map((one) => client.refreshOnce({ token: one })));
    expect(answers.map(refusal)).toEqual(forged.map(() => "401 refresh_token_unknown"));
    expect(answers.flatMap(({ setCookies }) => setCookies)).toEqual([]);
    expect((await client.refresh()).session.generation).toBe(1);
  });

  test("complaint 12: the late refresh of a tab leaves alone what another tab's new login stored", async () => {
    const first = await site.login();
    const old = first.token();
    const second = first.another();
    await second.login(site.target.account);
    const late = await first.refreshOnce({ token: old });
    expect(refusal(late)).toBe("401 session_revoked replaced_by_login");
    expect(late.setCookies).toEqual([]);
    expect((await first.refresh()).session.sid).toBe(second.tokens().session.sid);
  });

  test("complaint 12: the late refresh of a tab leaves alone what a login after a logout stored", async () => {
    const first = await site.login();
    const old = first.token();
    const second = first.another();
    await second.post("/logout");
    await second.login(site.target.account);
    const late = await first.refreshOnce({ token: old });
    expect(refusal(late)).toBe("401 session_revoked logged_out");
    expect(late.setCookies).toEqual([]);
    expect((await first.refresh()).session.sid).toBe(second.tokens().session.sid);
  });
}
