import { createPublicKey, randomBytes, verify as rawVerify } from "node:crypto";
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { createPawl, type Pawl, passwordIdentity } from "pawl/server";
import { memoryStore } from "pawl/stores/memory";
import { median, spread } from "./median.ts";

const rounds = 7;
const tokensARound = 1500;
const repetitions = 200_000;
const issuer = "http://localhost/bench";
const audience = "bench";

/**
 * Verifications, in microseconds each, on one core: tokens never seen before beside the raw signature check, and one
 * token again and again beside a library that checks the signature each time.
 */
export async function benchVerify(): Promise<void> {
  const store = memoryStore();
  const secret = randomBytes(48).toString("base64");
  // A new instance has an empty cache, on the same keys: so the same tokens are new to it each round.
  const newPawl = (): Pawl =>
    createPawl({
      issuer,
      audience,
      store,
      secrets: [secret],
      identity: passwordIdentity({ users: store.users }),
    });

  const issuing = newPawl();
  const tokens: string[] = [];
  for (let i = 0; i < tokensARound; i++) tokens.push((await issuing.create(`user-${i}`)).accessToken);
  const jwks = (await issuing.jwks()) as unknown as JSONWebKeySet;
  const keySet = createLocalJWKSet(jwks);
  const publicKey = createPublicKey({ key: jwks.keys[0] as never, format: "jwk" });
  const inputs = tokens.map((token) => {
    const dot = token.lastIndexOf(".");
    return {
      signed: Buffer.from(token.slice(0, dot)),
      signature: Buffer.from(token.slice(dot + 1), "base64url"),
    };
  });

  const figures = {
    raw: [] as number[],
    fresh: [] as number[],
    jose: [] as number[],
    repeated: [] as number[],
  };
  for (let round = -1; round < rounds; round++) {
    const raw = await microsecondsEach(tokensARound, async (i) => {
      const { signed, signature } = inputs[i] as (typeof inputs)[number];
      if (!rawVerify("sha256", signed, { key: publicKey, dsaEncoding: "ieee-p1363" }, signature))
        throw new Error("a signature of our own was refused");
    });
    const pawl = newPawl();
    await pawl.ready();
    const fresh = await microsecondsEach(tokensARound, (i) => pawl.verify(tokens[i] as string));
    const jose = await microsecondsEach(tokensARound, (i) =>
      jwtVerify(tokens[i] as string, keySet, { issuer, audience, typ: "at+jwt" }),
    );
    const again = tokens[0] as string;
    const repeated = await microsecondsEach(repetitions, () => pawl.verify(again));
    // The first round warms up.
    if (round < 0) continue;
    figures.raw.push(raw);
    figures.fresh.push(fresh);
    figures.jose.push(jose);
    figures.repeated.push(repeated);
  }
  console.log(`Verifications, microseconds each (ES256, one core, ${rounds} rounds)`);
  console.log("                                  min   median      max");
  console.log(`  raw crypto.verify        ${spread(figures.raw, 1)}`);
  console.log(`  pawl, a new token        ${spread(figures.fresh, 1)}`);
  console.log(`  jose.jwtVerify           ${spread(figures.jose, 1)}`);
  console.log(`  pawl, a repeated token   ${spread(figures.repeated, 2)}`);
  const cost = median(figures.fresh) / median(figures.raw);
  const gain = median(figures.jose) / median(figures.repeated);
  console.log(`  new token / raw            ${cost.toFixed(2)}            goal: at most 1.5`);
  console.log(`  jose / repeated token      ${gain.toFixed(0)}             goal: at least 50`);
}

/** One after the other, as a server meets them; the cost of the loop is in both sides' figures. */
async function microsecondsEach(count: number, run: (i: number) => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  for (let i = 0; i < count; i++) await run(i);
  return ((performance.now() - startedAt) / count) * 1000;
}
