import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** A PostgreSQL server of this test's own, on a free port of 127.0.0.1, with its files in a temporary folder. */
export interface PostgresServer {
  /** Of the database `postgres`, as a superuser, without a password. */
  readonly url: string;
  readonly port: number;
  /** Ends it as an administrator would: connections are cut, everything is written. Its files are removed. */
  stop(): Promise<void>;
  /** SIGKILL to each of its processes, as when a machine's memory runs out. Its files stay. */
  kill(): Promise<void>;
  /** Starts it again on its files and its port, after `kill` or while it runs. */
  restart(): Promise<void>;
}

export interface PostgresServerOptions {
  /** Whether a commit waits for the disk. Default false: only a test of crashes needs it. */
  readonly fsync?: boolean;
  /** More lines of postgresql.conf, such as `max_connections`. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** Everything that is waited for here takes a second or so; this is for a machine that is very busy. */
const patienceMs = 30_000;

/**
 * A role named `guarded` must give its password; every other one is trusted, as nobody but this machine can connect.
 *
 * @throws Error that says what to install, when PostgreSQL is not on this machine.
 */
export async function startPostgres(options: PostgresServerOptions = {}): Promise<PostgresServer> {
  const binaries = binariesFolder();
  const owner = unprivilegedUser();
  const folder = mkdtempSync(join(tmpdir(), "pawl-postgres-"));
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid);
  try {
    return await serverIn(folder, binaries, owner, options);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function serverIn(
  folder: string,
  binaries: string,
  owner: Owner,
  options: PostgresServerOptions,
): Promise<PostgresServer> {
  const cluster = join(folder, "cluster");
  await promisify(execFile)(
    join(binaries, "initdb"),
    ["--pgdata", cluster, "--username", "pawl", "--encoding", "UTF8", "--locale", "C", "--no-sync"],
    { ...owner, env: { ...process.env, LC_ALL: "C" } },
  );
  const port = await freePort();
  writeFileSync(join(cluster, "postgresql.conf"), configuration(port, options));
  writeFileSync(
    join(cluster, "pg_hba.conf"),
    "host all guarded 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n",
  );

  let running = await launch();

  function launch(): Promise<Running> {
    return start(join(binaries, "postgres"), folder, owner);
  }

  return {
    url: `postgres://pawl@127.0.0.1:${port}/postgres`,
    port,
    async stop() {
      await running.end("SIGINT");
      rmSync(folder, { recursive: true, force: true });
    },
    async kill() {
      await running.end("SIGKILL");
    },
    async restart() {
      await running.end("SIGINT");
      running = await launch();
    },
  };
}

function configuration(port: number, { fsync = false, settings = {} }: PostgresServerOptions): string {
  const lines = {
    ...{ listen_addresses: "127.0.0.1", port, unix_socket_directories: "" },
    ...{ fsync: fsync ? "on" : "off", full_page_writes: fsync ? "on" : "off" },
    ...{ shared_buffers: "16MB", max_connections: 100, ...settings },
  };
  return Object.entries(lines)
    .map(([name, value]) => `${name} = '${value}'\n`)
    .join("");
}

interface Running {
  end(signal: "SIGINT" | "SIGKILL"): Promise<void>;
}

/**
 * The server runs below a shell that waits for one of two things: the end of the server, or the end of this process,
 * however it ends, which closes the shell's input. Then it cuts the server off and removes its files.
 */
const guard = `
  exec 3<&0
  "$@" </dev/null >>"$0/log" 2>&1 3<&- & server=$!
  echo "$server"
  ( read -r _ <&3; : >"$0/abandoned"; kill -QUIT "$server" ) & watch=$!
  wait "$server"
  kill "$watch" 2>/dev/null
  if [ -e "$0/abandoned" ]; then rm -rf "$0"; fi
`;

async function start(binary: string, folder: string, owner: Owner): Promise<Running> {
  const cluster = join(folder, "cluster");
  const shell = spawn("/bin/sh", ["-c", guard, folder, binary, "-D", cluster], {
    ...{ ...owner, env: { ...process.env, LC_ALL: "C" }, stdio: ["pipe", "pipe", "ignore"] },
    // In a group of its own, so that Ctrl-C ends the test first and the server by the shell.
    detached: true,
  });
  const exited = once(shell, "exit");
  const [line] = (await once(shell.stdout ?? shell, "data")) as [Buffer];
  const pid = Number(String(line));
  await untilReady(cluster, pid, shell, () => readFileSync(join(folder, "log"), "utf8"));

  return {
    async end(signal) {
      if (shell.exitCode !== null || shell.signalCode !== null) return;
      const all = [pid, ...childrenOf(pid)];
      for (const one of signal === "SIGKILL" ? all : [pid]) sendTo(one, signal);
      await exited;
      // The next server refuses to start while a process of this one holds its shared memory.
      await until("PostgreSQL's processes are gone", () => !living().some((one) => all.includes(one.pid)));
    },
  };
}

/** The eighth line of this file is the server's state (https://www.postgresql.org/docs/current/storage-file-layout.html). */
async function untilReady(cluster: string, pid: number, shell: ChildProcess, log: () => string) {
  const file = join(cluster, "postmaster.pid");
  await until("PostgreSQL is ready", () => {
    if (shell.exitCode !== null) throw new Error(`PostgreSQL did not start: ${log().slice(-1000)}`);
    if (!existsSync(file)) return false;
    const lines = readFileSync(file, "utf8").split("\n");
    return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
  });
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`waited ${patienceMs} ms until ${what}`);
    await sleep(10);
  }
}

function childrenOf(parent: number): number[] {
  return living().flatMap(({ pid, ppid }) => (ppid === parent ? [pid] : []));
}

/** Processes that run: not those that ended and wait for their parent to notice. */
function living(): { readonly pid: number; readonly ppid: number }[] {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat="], { encoding: "utf8" }).trim().split("\n");
  return lines.flatMap((line) => {
    const [pid, ppid, stat] = line.trim().split(/\s+/);
    return stat?.startsWith("Z") ? [] : [{ pid: Number(pid), ppid: Number(ppid) }];
  });
}

function sendTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in between.
  }
}

interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

/** PostgreSQL refuses to run as root; its package brings the user to run it as. */
function unprivilegedUser(): Owner {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  try {
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    throw new Error(
      "root cannot run PostgreSQL, and there is no user postgres; install the package postgresql",
    );
  }
}

/** Debian keeps the servers of all versions out of PATH, below one folder; the newest is taken. */
function binariesFolder(): string {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, "bin")),
    ...(process.env["PATH"] ?? "").split(delimiter),
  ];
  const found = folders.find((folder) =>
    ["initdb", "postgres"].every((binary) => existsSync(join(folder, binary))),
  );
  if (found !== undefined) return found;
  throw new Error(
    "these tests start a PostgreSQL server, and there is none; on Debian: apt install postgresql",
  );
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("the probe has no port");
  return address.port;
}
