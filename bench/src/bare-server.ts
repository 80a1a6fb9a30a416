/**
 * The floor of a refresh: `node:http`, one prepared swap of the row with the same durability, one raw ES256
 * signature, and nothing else. No tag, no digest, no decision, no second look at the row, no checks, no headers but
 * the cookie.
 *
 * Prints its port and its cookies as one line of JSON.
 */

import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DatabaseSync } from "node:sqlite";

const [, , filename, clients] = process.argv;
if (filename === undefined) throw new TypeError("usage: bare-server.ts FILE CLIENTS");

const database = new DatabaseSync(filename);
database.exec("PRAGMA journal_mode = WAL");
database.exec("PRAGMA synchronous = FULL");
database.exec("CREATE TABLE sessions (sid TEXT PRIMARY KEY, hash TEXT NOT NULL) STRICT, WITHOUT ROWID");
const insert = database.prepare("INSERT INTO sessions VALUES (?, ?)");
const swap = database.prepare("UPDATE sessions SET hash = ? WHERE sid = ? AND hash = ?");

const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
/** As long as an access token of Pawl's is without its signature. */
const unsigned = "x".repeat(480);

const cookies = Array.from({ length: Number(clients) }, () => {
  const [sid, hash] = [randomBytes(16).toString("hex"), randomBytes(32).toString("hex")];
  insert.run(sid, hash);
  return `bare=${sid}.${hash}`;
});

const server = createServer((request, response) => {
  const [sid, hash] = (request.headers.cookie ?? "").slice("bare=".length).split(".");
  const next = randomBytes(32).toString("hex");
  if (sid === undefined || hash === undefined || swap.run(next, sid, hash).changes !== 1) {
    response.writeHead(401).end();
    return;
  }
  const signature = sign("sha256", Buffer.from(unsigned), { key: privateKey, dsaEncoding: "ieee-p1363" });
  const body = `{"access_token":"${unsigned}.${signature.toString("base64url")}"}`;
  response
    .writeHead(200, { "set-cookie": `bare=${sid}.${next}; Path=/`, "content-length": body.length })
    .end(body);
});
server.listen(0, "127.0.0.1", () => {
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port, cookies }));
});
