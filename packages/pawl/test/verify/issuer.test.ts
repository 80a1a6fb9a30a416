/**
 * Goal: a verifier trusts exactly what a whole Pawl issues, shows and revokes.
 * Method: a Pawl in memory, whose handler answers the verifier's requests; nothing is scripted.
 */
import { expect, onTestFinished, test } from "vitest";
import { requireSession } from "../../src/http/require-session.ts";
import { createVerifier } from "../../src/verify/create-verifier.ts";
import { revocationFeed } from "../../src/verify/revocations/revocation-feed.ts";
import { createTestPawl, testAudience, testIssuer } from "../support/create-test-pawl.ts";
import { eventually } from "./support/listening.ts";
import { outcomeOf } from "./support/outcome.ts";

function trusting({ pawl, clock }: ReturnType<typeof createTestPawl>) {
  return createVerifier({
    issuer: testIssuer,
    audience: testAudience,
    jwks: `${testIssuer}/.well-known/jwks.json`,
    fetch: (url, init) => pawl.handler(new Request(url as string, init)),
    introspect: (token) =>
      pawl.verify(token).then(
        () => true,
        () => false,
      ),
    clock: clock.read,
  });
}

test("an access token gives the claims that the issuer put in, and the same as at the issuer", async () => {
  const { pawl, clock, ...rest } = createTestPawl();
  const { accessToken } = await pawl.create("usr_ada", { claims: { scope: "notes:read" } });
  const claims = await trusting({ pawl, clock, ...rest }).verify(accessToken);
  expect(claims).toMatchObject({ sub: "usr_ada", iss: testIssuer, aud: testAudience, scope: "notes:read" });
  expect(claims).toEqual(await pawl.verify(accessToken));
});

test("a token of another issuer is refused, though its kid is asked for", async () => {
  const [ours, theirs] = [createTestPawl(), createTestPawl({ seed: 2 })];
  await ours.pawl.ready();
  const { accessToken } = await theirs.pawl.create("usr_ada");
  expect(await outcomeOf(trusting(ours).verify(accessToken))).toBe("invalid");
});

test("a session that was revoked is dead at once where the issuer is asked, and until its token expires where nobody is", async () => {
  const issuer = createTestPawl();
  const verifier = trusting(issuer);
  const { accessToken, session } = await issuer.pawl.create("usr_ada");
  const strictly = () => outcomeOf(verifier.verify(accessToken, { revocation: "strict" }));
  expect(await strictly()).toBe("verified");
  await issuer.pawl.revoke(session.sid);
  expect(await strictly()).toBe("invalid");
  expect(await outcomeOf(verifier.verify(accessToken))).toBe("verified");
  issuer.clock.advance(31 * 60_000);
  expect(await outcomeOf(verifier.verify(accessToken))).toBe("invalid");
});

test("guards take the verifier as they take a Pawl", async () => {
  const issuer = createTestPawl();
  const guarded = requireSession(trusting(issuer), (_, { sub }) => new Response(sub), {
    revocation: "strict",
  });
  const { accessToken, session } = await issuer.pawl.create("usr_ada");
  const ask = () =>
    guarded(new Request("https://api.example/", { headers: { authorization: `Bearer ${accessToken}` } }));
  expect(await (await ask()).text()).toBe("usr_ada");
  await issuer.pawl.revoke(session.sid);
  const answer = await ask();
  expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([
    401,
    expect.stringContaining('error="invalid_token"'),
  ]);
});

test("with the feed, sessions and subjects are dead as soon as they end, and those that go on are not", async () => {
  const credential = "credential-of-one-verifier-0123456789";
  const { pawl, clock } = createTestPawl({ verifierCredentials: [credential] });
  onTestFinished(() => pawl.close());
  const fetch = async (url: unknown, init?: RequestInit) => pawl.handler(new Request(url as string, init));
  const revocations = revocationFeed({
    url: `${testIssuer}/revocations`,
    credential,
    fetch,
    clock: clock.read,
  });
  const verifier = createVerifier({
    issuer: testIssuer,
    audience: testAudience,
    jwks: `${testIssuer}/.well-known/jwks.json`,
    ...{ revocations, fetch, clock: clock.read },
  });
  onTestFinished(() => verifier.close());
  const [gone, kept, other, grace] = [
    await pawl.create("usr_ada"),
    await pawl.create("usr_ada"),
    await pawl.create("usr_ada"),
    await pawl.create("usr_grace"),
  ];
  const outcomes = () =>
    Promise.all([gone, kept, other, grace].map(({ accessToken }) => outcomeOf(verifier.verify(accessToken))));
  await pawl.revoke(gone.session.sid);
  expect(await outcomes()).toEqual(["invalid", "verified", "verified", "verified"]);
  clock.advance(2000);
  await pawl.revokeAll("usr_ada", { exceptSid: kept.session.sid });
  await eventually(async () => (await outcomes())[2] === "invalid");
  expect(await outcomes()).toEqual(["invalid", "verified", "invalid", "verified"]);
});
