import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Redis } from "ioredis";

/** A Redis or Valkey server of a test's own: 127.0.0.1, a free port, a folder that goes with it. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** SIGKILL: nothing that is not on the disk survives. */
  kill(): Promise<void>;
  /** Starts it again on the same port and folder, and waits until it answers. */
  restart(): Promise<void>;
  /** Runs a command as an operator would, and gives its answer as text. */
  command(name: string, ...parameters: (string | number)[]): Promise<unknown>;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** Settings as in redis.conf, such as `{ appendonly: "yes" }`. Nothing is kept on the disk by default. */
export type RedisSettings = Readonly<Record<string, string | number>>;

/** How long a server may take to start, and a cluster to agree. */
const deadlineMs = 20_000;

/** Starts a server; `stop` it in the end. What the test process leaves behind when it is killed ends with it. */
export async function startRedis(settings: RedisSettings = {}): Promise<RedisServer> {
  const program = binary();
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "pawl-test-redis-"));
  const options = {
    ...{ port, bind: "127.0.0.1", dir: folder, logfile: join(folder, "log"), save: "", appendonly: "no" },
    ...settings,
  };
  const parameters = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const begin = () => start(program, parameters, options.logfile);
  let running = await begin();

  async function command(name: string, ...values: (string | number)[]): Promise<unknown> {
    const operator = new Redis({ port, retryStrategy: () => null, connectTimeout: 2000, lazyConnect: true });
    operator.on("error", () => {});
    try {
      await operator.connect();
      return await operator.call(name, ...values);
    } finally {
      operator.disconnect();
    }
  }

  const answers = () => eventually(() => command("PING"), options.logfile);
  try {
    await answers();
  } catch (error) {
    await running.kill();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill: () => running.kill(),
    async restart() {
      running = await begin();
      await answers();
    },
    command,
    async stop() {
      await running.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Three masters that hold a third of the slots each. */
export interface RedisCluster {
  readonly nodes: readonly RedisServer[];
  stop(): Promise<void>;
}

export async function startCluster(settings: RedisSettings = {}): Promise<RedisCluster> {
  const begun: RedisServer[] = [];
  const stop = async () => {
    await Promise.all(begun.map((node) => node.stop()));
  };
  try {
    const buses: number[] = [];
    for (const name of ["one", "two", "three"]) {
      const bus = await freePort();
      buses.push(bus);
      begun.push(
        await startRedis({
          // By default the bus is at the port plus 10000, which may be taken, or more than there are.
          ...{ "cluster-enabled": "yes", "cluster-port": bus, "cluster-config-file": `nodes-${name}.conf` },
          ...{ "cluster-node-timeout": 5000, ...settings },
        }),
      );
    }
    const bounds = [0, 5461, 10_923, 16_384];
    for (const [index, node] of begun.entries()) {
      const [first = 0, next = 0] = bounds.slice(index, index + 2);
      await node.command("CLUSTER", "ADDSLOTSRANGE", first, next - 1);
      // Nodes that meet with one and the same epoch settle it among themselves for a while, and until then a slot that is
      // moved may be claimed back by its former node, in a message that was on its way.
      await node.command("CLUSTER", "SET-CONFIG-EPOCH", index + 1);
      if (index > 0) await begun[0]?.command("CLUSTER", "MEET", "127.0.0.1", node.port, buses[index] ?? 0);
    }
    for (const node of begun) {
      await eventually(async () => {
        const state = String(await node.command("CLUSTER", "INFO"));
        if (!/cluster_state:ok/.test(state) || !/cluster_known_nodes:3/.test(state)) throw new Error(state);
      });
    }
    return { nodes: begun, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Running {
  kill(): Promise<void>;
}

/**
 * Under a shell that ends the server as soon as its own standard input closes: that is when the test process is gone,
 * however it went.
 */
const underShell = `
  exec 3<&0
  "$@" </dev/null >/dev/null 2>&1 &
  server=$!
  (cat <&3 >/dev/null; kill -9 $server) 2>/dev/null &
  echo $server
  wait $server`;

async function start(program: string, parameters: readonly string[], log: string): Promise<Running> {
  const shell: ChildProcess = spawn("sh", ["-c", underShell, "sh", program, ...parameters], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = once(shell, "exit");
  const printed = await Promise.race([once(shell.stdout ?? shell, "data"), ended]);
  const pid = Number(String(printed[0]));
  if (!Number.isInteger(pid) || pid <= 1) throw new Error(`the Redis server did not start; see ${log}`);
  return {
    async kill() {
      if (shell.exitCode !== null || shell.signalCode !== null) return;
      try {
        process.kill(pid, "SIGKILL");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
      await ended;
      shell.stdin?.destroy();
    },
  };
}

function binary(): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  for (const name of ["redis-server", "valkey-server"]) {
    const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
    if (found !== undefined) return found;
  }
  throw new Error(
    "the tests of the Redis store need redis-server or valkey-server; on Debian: apt install redis-server",
  );
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  await new Promise((resolve) => listener.close(resolve));
  if (address === null || typeof address === "string") throw new Error("a TCP listener has no port");
  return address.port;
}

/** Tries again until it works; the last failure is the cause when it does not. */
async function eventually(attempt: () => Promise<unknown>, log?: string): Promise<void> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (performance.now() > end) {
        const said = log !== undefined && existsSync(log) ? `: ${readFileSync(log, "utf8").slice(-500)}` : "";
        throw new Error(`the Redis server did not come up in ${deadlineMs} ms${said}`, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}
