/**
 * The floor of a refresh: `node:http`, one swap of a row in the same store with the same durability, one raw ES256
 * signature, and nothing else. No tag, no digest, no decision, no checks, no headers but the cookie.
 *
 * Prints its port and its cookies as one line of JSON.
 */

import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { openSwaps } from "./swaps/open-swaps.ts";

const [, , location, clients, othersEach] = process.argv;
if (location === undefined) throw new TypeError("usage: bare-server.ts STORE CLIENTS OTHERS");

const swaps = await openSwaps(location);
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
/** As long as an access token of Pawl's is without its signature. */
const unsigned = "x".repeat(480);

const cookies: string[] = [];
while (cookies.length < Number(clients)) {
  cookies.push(await addSession());
  await Promise.all(Array.from({ length: Number(othersEach) }, addSession));
}

async function addSession(): Promise<string> {
  const [sid, hash] = [randomBytes(16).toString("hex"), randomBytes(32).toString("hex")];
  await swaps.insert(sid, hash);
  return `bare=${sid}.${hash}`;
}

async function refresh(cookie: string, response: ServerResponse): Promise<void> {
  const [sid, hash] = cookie.slice("bare=".length).split(".");
  const next = randomBytes(32).toString("hex");
  if (sid === undefined || hash === undefined || !(await swaps.swap(sid, hash, next))) {
    response.writeHead(401).end();
    return;
  }
  const signature = sign("sha256", Buffer.from(unsigned), { key: privateKey, dsaEncoding: "ieee-p1363" });
  const body = `{"access_token":"${unsigned}.${signature.toString("base64url")}"}`;
  response
    .writeHead(200, { "set-cookie": `bare=${sid}.${next}; Path=/`, "content-length": body.length })
    .end(body);
}

const server = createServer((request, response) => void refresh(request.headers.cookie ?? "", response));
server.listen(0, "127.0.0.1", () => {
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port, cookies }));
});
