import { StoreError } from "../../session/store.ts";
import type { Migration } from "../store.ts";
import type { Commands, Reply } from "./commands.ts";
import type { Keyspace } from "./keyspace.ts";
import { type Script, script } from "./script.ts";

/**
 * The version of the keys and of what is in them. Since 2, users' sessions that end all at once are told as one entry, which
 * a Pawl that knows 1 would not look for; and signing keys have a schedule, by which it would not go. Nothing that is there
 * is to be converted.
 */
export const version = 2;

/** KEYS: schema. ARGV: version. Writes it if none, or a lower one, is there; gives the one that was. */
const raiseVersion: Script = script(`
  local found = redis.call('GET', KEYS[1])
  local digits = string.match(found or '0', '^%d+$')
  if digits and tonumber(digits) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[1]) end
  return found or '0'`);

/**
 * KEYS: schema. ARGV: version. Gives the version and what the server says of its memory, if it may be asked. The version
 * is written over itself, since only a write shows that writes are taken: a replica, a full memory and a full disk refuse.
 */
const checkVersion: Script = script(`
  local found = redis.call('GET', KEYS[1])
  if found == ARGV[1] then redis.call('SET', KEYS[1], found) end
  local memory = redis.pcall('INFO', 'memory')
  return {found or '0', type(memory) == 'string' and memory or ''}`);

/** @throws StoreError if a newer Pawl, or another program, wrote the version. */
export async function migrate(commands: Commands, { schema }: Keyspace): Promise<Migration> {
  const from = versionIn(await commands.run(raiseVersion, [schema], [String(version)]), schema);
  return { from, to: version };
}

/** @throws StoreError that says why the server cannot be relied on. */
export async function ready(commands: Commands, { schema }: Keyspace): Promise<void> {
  const reply = await commands.run(checkVersion, [schema], [String(version)]);
  const [found = null, memory] = reply as readonly Reply[];
  if (versionIn(found, schema) < version) {
    throw new StoreError(
      "Redis holds no Pawl schema, because it is new or has lost its data; run pawl migrate, or store.migrate()",
    );
  }
  refuseEviction(String(memory));
}

function versionIn(reply: Reply, schema: string): number {
  const text = String(reply);
  if (!/^\d{1,9}$/.test(text)) {
    throw new StoreError(`the key ${schema} is another program's; give Pawl a prefix of its own`);
  }
  if (Number(text) > version) {
    throw new StoreError(
      `Redis holds schema version ${text} and this Pawl knows ${version}; install the newer Pawl that wrote it`,
    );
  }
  return Number(text);
}

/**
 * A server that evicts any key when memory is full logs users out and forgets revocations, without a word. Those that
 * evict only keys with a time to live leave Pawl's alone: they have none.
 */
function refuseEviction(memory: string): void {
  const limit = Number(/^maxmemory:(\d+)/m.exec(memory)?.[1] ?? 0);
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1] ?? "";
  if (limit > 0 && policy.startsWith("allkeys-")) {
    throw new StoreError(
      `Redis would delete sessions when its memory is full (maxmemory-policy ${policy}); set it to noeviction`,
    );
  }
}
