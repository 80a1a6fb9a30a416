import { asBytes, type IoredisClient, type NodeRedisCluster, type RedisClient } from "./client.ts";
import type { Script } from "./script.ts";

/** What Redis takes: text goes as UTF-8, bytes as they are. */
export type Parameter = string | Uint8Array;

/** What a script answers: strings come as bytes. */
export type Reply = number | Buffer | null | readonly Reply[];

/** A driver, as the store sees it: the one thing that differs between them. */
export interface Commands {
  /**
   * Runs a script on the master that holds its keys, in one round trip; in two where a script is not known yet, as after
   * a restart or a failover.
   *
   * @param keys all that the script touches, in one hash slot.
   */
  run(script: Script, keys: readonly [string, ...string[]], parameters: readonly Parameter[]): Promise<Reply>;
  /** Lets the connection go; what still waits for it is rejected. */
  close(): void;
}

/** @throws TypeError for what is no handle of a driver that the store knows. */
export function commandsOn(client: RedisClient): Commands {
  const send = senderOn(client);
  // Whoever waits for a command is told by its rejection. Without a listener, a connection that breaks while nobody waits
  // would end the process (node-redis) or write to the console (ioredis).
  client.on("error", () => {});
  return {
    async run({ sha, lua }, keys, parameters) {
      const rest = [String(keys.length), ...keys, ...parameters.map(sendable)];
      try {
        return (await send(keys[0], ["evalsha", sha, ...rest])) as Reply;
      } catch (error) {
        if (!isUnknownScript(error)) throw error;
      }
      // EVAL also keeps the script for the next time, on the node that lacked it.
      return (await send(keys[0], ["eval", lua, ...rest])) as Reply;
    },
    close: () => {
      try {
        if ("destroy" in client) client.destroy();
        else client.disconnect();
      } catch {
        // node-redis says so of a handle that was closed before; then there is nothing to let go.
      }
    },
  };
}

type Send = (key: string, command: [string, ...(string | Buffer)[]]) => Promise<unknown>;

function senderOn(client: RedisClient): Send {
  if (isIoredis(client)) return (_key, [name, ...parameters]) => callIoredis(client, name, parameters);
  // A replica may lag, and an entry whose session it does not have yet would look like one to be dropped.
  if (isNodeRedisCluster(client)) return (key, command) => client.sendCommand(key, false, command, asBytes);
  if (typeof client?.sendCommand === "function")
    return (_key, command) => client.sendCommand(command, asBytes);
  throw new TypeError(
    "redisStore needs a handle of ioredis, iovalkey or node-redis: redisStore({ client: new Redis(url) })",
  );
}

async function callIoredis(
  client: IoredisClient,
  name: string,
  parameters: (string | Buffer)[],
): Promise<unknown> {
  try {
    return await client.callBuffer(name, parameters);
  } catch (error) {
    // ioredis hangs the command on its errors, digests and password hashes included; errors are logged.
    if (error instanceof Error && "command" in error) delete error.command;
    throw error;
  }
}

function isIoredis(client: RedisClient | undefined): client is IoredisClient {
  return typeof (client as Partial<IoredisClient> | undefined)?.callBuffer === "function";
}

function isNodeRedisCluster(client: RedisClient | undefined): client is NodeRedisCluster {
  return Array.isArray((client as Partial<NodeRedisCluster> | undefined)?.masters);
}

function sendable(parameter: Parameter): string | Buffer {
  if (typeof parameter === "string") return parameter;
  return Buffer.from(parameter.buffer, parameter.byteOffset, parameter.byteLength);
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("NOSCRIPT");
}
