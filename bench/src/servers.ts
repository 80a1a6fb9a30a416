/** The two sides of the refresh bench: each a process of its own, with a session for every client. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

export interface Server {
  readonly port: number;
  /** `name=value`, one for each client. */
  readonly cookies: string[];
  stop(): Promise<void>;
}

/**
 * For each client so many sessions of others lie beside its own: on a disk page that only clients share, a database would
 * have them wait for each other as they never would in earnest.
 */
const othersEach = 300;

/** A script beside this file, which prints its port and cookies itself. */
export async function startBare(location: string, clients: number): Promise<Server> {
  const script = fileURLToPath(new URL("bare-server.ts", import.meta.url));
  const child = spawn(process.execPath, [script, location, String(clients), String(othersEach)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ready = JSON.parse(await firstLine(child.stdout)) as { port: number; cookies: string[] };
  return { ...ready, stop: () => stop(child) };
}

const cli = fileURLToPath(new URL("dist/cli/main.js", import.meta.resolve("pawl/package.json")));
const user = { email: "bench@example.com", password: "a password of the bench" };

/** `pawl serve` as anyone runs it, but with no grace period, so that every use of a token rotates. */
export async function startPawl(
  location: string,
  clients: number,
  addOthers: (count: number) => Promise<void>,
): Promise<Server> {
  const store = ["--store", location];
  await once(spawn(process.execPath, [cli, "migrate", ...store], { stdio: "ignore" }), "exit");
  const adding = spawn(process.execPath, [cli, "users", "add", user.email, ...store], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  adding.stdin.end(`${user.password}\n`);
  const [code] = await once(adding, "exit");
  if (code !== 0) throw new Error("pawl users add failed");

  const options = ["--port", "0", "--grace-period", "0", "--recovery-period", "0"];
  // Its log goes where a log collector would be: it is written, and nobody reads it here.
  const child = spawn(process.execPath, [cli, "serve", ...store, ...options], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const url = (await firstLine(child.stdout)).replace("pawl listening on ", "");
  const cookies: string[] = [];
  while (cookies.length < clients) {
    cookies.push(await login(url));
    await addOthers(othersEach);
  }
  return { port: Number(new URL(url).port), cookies, stop: () => stop(child) };
}

async function login(url: string): Promise<string> {
  const response = await fetch(new URL("/login", url), {
    method: "POST",
    headers: { "content-type": "application/json", "pawl-csrf": "1", origin: new URL(url).origin },
    body: JSON.stringify(user),
  });
  const cookie = response.headers.get("set-cookie")?.split(";")[0];
  if (cookie === undefined) throw new Error(`login answered ${response.status}`);
  return cookie;
}

async function firstLine(stream: Readable): Promise<string> {
  const [line] = (await once(createInterface(stream), "line")) as [string];
  return line;
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill();
  await once(child, "exit");
}
