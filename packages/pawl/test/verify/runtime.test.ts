/**
 * Goal: the verifier runs wherever WebCrypto and fetch are, and its build holds nothing of the server.
 * Method: it is bundled as an API's bundler would do, looked into, and run in a context whose only globals are those that
 * every runtime of the WinterTC minimum common API has, against keys and a feed that are served to it.
 */
import { createContext, runInContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { type BuildResult, build } from "esbuild";
import { beforeAll, expect, test } from "vitest";
import type * as Verify from "../../src/verify/index.ts";
import { startOfTime } from "../support/clock.ts";
import { testAudience, testIssuer } from "../support/create-test-pawl.ts";
import { algs, throwawayKey, withClaims } from "../vectors/issuer.ts";
import { vectors } from "../vectors/read-vectors.ts";
import { jwksResponse } from "./support/issuer.ts";

/** No `process`, no `Buffer`, no `require`, no modules. */
const globals = {
  ...{ crypto, TextEncoder, TextDecoder, TextDecoderStream, TransformStream, WritableStream, URL, atob },
  ...{ AbortController, AbortSignal, setTimeout, clearTimeout },
};

let bundle: BuildResult<{ write: false; metafile: true }>;
let code = "";
beforeAll(async () => {
  bundle = await build({
    entryPoints: [`${import.meta.dirname}/../../src/verify/index.ts`],
    absWorkingDir: `${import.meta.dirname}/../../src`,
    ...{ bundle: true, minify: true, metafile: true, write: false },
    ...{ platform: "browser", conditions: ["workerd", "worker"], format: "iife", globalName: "verify" },
  });
  code = bundle.outputFiles[0]?.text ?? "";
});

const inBareContext = (): typeof Verify => runInContext(`${code}; verify`, createContext({ ...globals }));

test("the build is made of its own folder and of what runs anywhere", () => {
  const strangers = Object.keys(bundle.metafile.inputs).filter(
    (path) =>
      !/^(verify|protocol|event-stream)\/|^tokens\/(base64url|check-claims|deep-freeze|limits|strict-json)\.ts$/.test(
        path,
      ),
  );
  expect(strangers).toEqual([]);
});

test("the build has no word of a server or of one platform, and is small", () => {
  const words = [
    /node:/,
    /\brequire\(/,
    /\bprocess\b/,
    /\bBuffer\b/,
    /sqlite/,
    /argon2/,
    /\bzod\b/,
    /Set-Cookie/,
  ];
  expect(words.filter((word) => word.test(code))).toEqual([]);
  const size = gzipSync(code, { level: 9 }).byteLength;
  process.stdout.write(`pawl/verify: ${size} B gzip\n`);
  expect(size).toBeLessThan(8200);
});

test("in a bare context every vector comes to what is expected", async () => {
  let now = 0;
  const { createVerifier } = inBareContext();
  const { verify } = createVerifier({
    issuer: vectors.issuer,
    audience: vectors.audience,
    jwks: vectors.jwks,
    clockToleranceMs: vectors.clock_tolerance_ms,
    clock: () => now,
  });
  for (const { name, token, at, expected } of vectors.cases) {
    now = at;
    const verdict = await verify(token).catch((thrown: Error) => thrown);
    if (expected === "invalid") expect(String(verdict), name).toBe("SessionError: access_token_invalid");
    // From the other context's JSON to this one's.
    else expect(JSON.parse(JSON.stringify(verdict)), name).toEqual(expected);
  }
});

test("in a bare context keys and revocations are fetched", async () => {
  const keys = algs.map(throwawayKey);
  const ended = {
    id: "1",
    as_of: startOfTime,
    keep_ms: 3_662_000,
    sessions: [{ sid: "sid_a", ended_at: startOfTime }],
    subjects: [],
  };
  const fetch = async (url: unknown): Promise<Response> =>
    String(url).endsWith("/revocations")
      ? new Response(`event: snapshot\nid: 1\ndata: ${JSON.stringify(ended)}\n\n`, {
          headers: { "content-type": "text/event-stream" },
        })
      : jwksResponse(keys);
  const { createVerifier, revocationFeed } = inBareContext();
  const clock = () => startOfTime;
  const verifier = createVerifier({
    issuer: testIssuer,
    audience: testAudience,
    jwks: `${testIssuer}/jwks.json`,
    revocations: revocationFeed({ url: `${testIssuer}/revocations`, credential: "abc", fetch, clock }),
    ...{ fetch, clock },
  });
  for (const key of keys) {
    expect((await verifier.verify(withClaims(key, {}))).sub).toBe("usr_ada");
    await expect(verifier.verify(withClaims(key, { sid: "sid_a" }))).rejects.toThrow("access_token_invalid");
  }
  verifier.close();
});
