/**
 * Goal: a client that is generated from the document of a running server compiles under strict settings, refuses wrong
 * requests at compile time, and does what it should at run time.
 * Method: Pawl behind node:http on a free port; the types are generated from what it serves, as the README says, and the
 * example and its list of mistakes are compiled with the TypeScript of this example.
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { toNodeListener } from "pawl/http/node";
import { createPawl } from "pawl/server";
import { memoryStore } from "pawl/stores/memory";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPawlClient } from "../src/client.ts";
import { devices, logIn, logOut, Refused, refresh } from "../src/session.ts";
import { runHere } from "./support/run-here.ts";

const ada = { email: "ada@example.com", password: "an engine weaves algebraic patterns" };

const server = createServer();
let origin = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const pawl = createPawl({
    issuer: origin,
    audience: origin,
    store: memoryStore(),
    secrets: ["for-this-test-alone-5uWmVqk7T0sBzYx3QpN8gJrLh"],
    identity: {
      authenticate: async ({ email, password }) =>
        email === ada.email && password === ada.password ? { subject: "usr_ada", amr: ["pwd"] } : null,
    },
  });
  server.on("request", toNodeListener(pawl.handler));
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test("types come from the running server, and the example compiles with them; wrong requests do not", async () => {
  const generated = await runHere("openapi-typescript", [
    `${origin}/openapi.json`,
    "-o",
    "src/pawl-api.d.ts",
  ]);
  expect(generated).toEqual({ exitCode: 0, output: expect.stringContaining("pawl-api.d.ts") });
  expect(readFileSync(`${import.meta.dirname}/../src/pawl-api.d.ts`, "utf8")).toContain('"/login"');
  expect(await runHere("tsc", ["-p", "."])).toEqual({ exitCode: 0, output: "" });
});

test("it logs in, refreshes, lists the devices and logs out", async () => {
  const pawl = createPawlClient(origin);
  const first = await logIn(pawl, ada.email, ada.password);
  const other = await logIn(pawl, ada.email, ada.password);
  const next = await refresh(pawl, first);
  expect(next.refreshToken).not.toBe(first.refreshToken);
  expect((await devices(pawl, next)).filter((device) => device.endsWith("(this one)"))).toHaveLength(1);
  expect(await devices(pawl, next)).toHaveLength(2);
  await logOut(pawl, next);
  expect(await devices(pawl, other)).toHaveLength(1);
  await expect(refresh(pawl, next)).rejects.toMatchObject({
    problem: { code: "session_revoked", reason: "logged_out" },
  });
});

test("a wrong password is refused with its code", async () => {
  const refusal = logIn(createPawlClient(origin), ada.email, "a guess");
  await expect(refusal).rejects.toThrow(Refused);
  await expect(refusal).rejects.toMatchObject({ problem: { code: "invalid_credentials", status: 401 } });
});
