import type { KeyStore, StoredKey } from "../../tokens/key-store.ts";
import type { Commands } from "./commands.ts";
import type { Keyspace } from "./keyspace.ts";
import { type Script, script } from "./script.ts";

// A list of keys as JSON. There are a handful, so looking at each is cheaper than an index.

/** KEYS: signing keys. ARGV: kid, key, kid of the last one or nothing. Gives 1 if the key is there. */
const insertKey: Script = script(`
  local last = ''
  for _, text in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
    last = cjson.decode(text).kid
    if last == ARGV[1] then return 1 end
  end
  if last ~= ARGV[3] then return 0 end
  redis.call('RPUSH', KEYS[1], ARGV[2])
  return 1`);

/** KEYS: signing keys. */
const listKeys: Script = script("return redis.call('LRANGE', KEYS[1], 0, -1)");

/** KEYS: signing keys. ARGV: kid, secret that sealed it, key with its new seal. Gives 1 if it was replaced. */
const replaceKey: Script = script(`
  for i, text in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
    local key = cjson.decode(text)
    if key.kid == ARGV[1] and key.keyId == ARGV[2] then
      redis.call('LSET', KEYS[1], i - 1, ARGV[3])
      return 1
    end
  end
  return 0`);

/** KEYS: signing keys. ARGV: kid. Gives 1 if it was there. */
const removeKey: Script = script(`
  for _, text in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
    if cjson.decode(text).kid == ARGV[1] then return redis.call('LREM', KEYS[1], 1, text) end
  end
  return 0`);

export function redisKeys(commands: Commands, { signingKeys }: Keyspace): KeyStore {
  const list = async () =>
    ((await commands.run(listKeys, [signingKeys], [])) as readonly Buffer[]).map((text) =>
      keyIn(text.toString()),
    );
  return {
    insert: async (key, last) =>
      (await commands.run(insertKey, [signingKeys], [key.kid, textOf(key), last ?? ""])) === 1,
    list,
    async reseal(kid, keyId, next) {
      const key = (await list()).find((one) => one.kid === kid);
      if (key === undefined) return false;
      // Of a key nothing but its seal ever changes, so what was read is what is there, if its seal is.
      const text = textOf({ ...key, keyId: next.keyId, sealed: next.sealed });
      return (await commands.run(replaceKey, [signingKeys], [kid, keyId, text])) === 1;
    },
    delete: async (kid) => (await commands.run(removeKey, [signingKeys], [kid])) === 1,
  };
}

function textOf(key: StoredKey): string {
  return JSON.stringify({ ...key, sealed: Buffer.from(key.sealed).toString("base64url") });
}

/** Keys that were written before there was a schedule have no `signsAt`. */
function keyIn(text: string): StoredKey {
  const key = JSON.parse(text) as StoredKey & { readonly sealed: string; readonly signsAt?: number };
  const sealed = new Uint8Array(Buffer.from(key.sealed, "base64url"));
  return { ...key, sealed, signsAt: key.signsAt ?? key.createdAt };
}
