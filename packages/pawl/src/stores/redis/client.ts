/**
 * The part of a driver that the store uses. The handles of ioredis, iovalkey and node-redis have these shapes, on one
 * server or on a cluster, so any of them can be handed in.
 */
export type RedisClient = IoredisClient | NodeRedisClient | NodeRedisCluster;

/** `Redis` and `Cluster` of ioredis and iovalkey. */
export interface IoredisClient extends FailingQuietly {
  /** Sends a command and gives bulk strings as bytes. A cluster finds the node by the command's keys. */
  callBuffer(command: string, parameters: (string | Buffer)[]): Promise<unknown>;
  disconnect(): void;
}

/** `createClient()` and `createClientPool()` of node-redis. */
export interface NodeRedisClient extends FailingQuietly {
  sendCommand(command: readonly (string | Buffer)[], options: typeof asBytes): Promise<unknown>;
  destroy(): void;
}

/** `createCluster()` of node-redis, whose raw commands are to be told by which key to go, and whether to a replica. */
export interface NodeRedisCluster extends FailingQuietly {
  readonly masters: readonly unknown[];
  sendCommand(
    key: string,
    mayGoToReplica: false,
    command: (string | Buffer)[],
    options: typeof asBytes,
  ): Promise<unknown>;
  destroy(): void;
}

interface FailingQuietly {
  on(event: "error", listener: () => void): unknown;
}

/** How node-redis is asked for bytes: `$` is what a bulk string begins with. */
export const asBytes: { readonly typeMapping: { readonly 36: BufferConstructor } } = {
  typeMapping: { 36: Buffer },
};
