/**
 * Pawl as `pawl serve` runs it, on SQLite with synchronous FULL, with no grace period: every use of a token rotates.
 *
 * Prints its port and its cookies as one line of JSON.
 */

import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { toNodeListener } from "pawl/http/node";
import { createPawl, passwordIdentity } from "pawl/server";
import { sqliteStore } from "pawl/stores/sqlite";

const [, , filename, clients] = process.argv;
if (filename === undefined) throw new TypeError("usage: pawl-server.ts FILE CLIENTS");

const server = createServer();
server.listen(0, "127.0.0.1", async () => {
  const { port } = server.address() as AddressInfo;
  const store = sqliteStore({ filename });
  const pawl = createPawl({
    issuer: `http://localhost:${port}`,
    audience: "bench",
    store,
    secrets: [randomBytes(48).toString("base64")],
    identity: passwordIdentity({ users: store.users }),
    policy: { gracePeriodMs: 0 },
    cookieName: "__Host-bench",
  });
  await pawl.ready();
  server.on("request", toNodeListener(pawl.handler));
  const cookies: string[] = [];
  for (let client = 0; client < Number(clients); client++) {
    cookies.push(`__Host-bench=${(await pawl.create(`user-${client}`)).refreshToken}`);
  }
  console.log(JSON.stringify({ port, cookies }));
});
