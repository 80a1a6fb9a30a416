import type { KeyStore, StoredKey } from "../../tokens/key-store.ts";
import type { Commands } from "./commands.ts";
import type { Keyspace } from "./keyspace.ts";
import { type Script, script } from "./script.ts";

/** KEYS: signing keys. ARGV: kid, key as JSON. There are a handful, so looking at each is cheaper than an index. */
const insertKey: Script = script(`
  for _, text in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
    if cjson.decode(text).kid == ARGV[1] then return 0 end
  end
  redis.call('RPUSH', KEYS[1], ARGV[2])
  return 1`);

/** KEYS: signing keys. */
const listKeys: Script = script("return redis.call('LRANGE', KEYS[1], 0, -1)");

export function redisKeys(commands: Commands, { signingKeys }: Keyspace): KeyStore {
  return {
    async insert(key) {
      const sealed = Buffer.from(key.sealed).toString("base64url");
      await commands.run(insertKey, [signingKeys], [key.kid, JSON.stringify({ ...key, sealed })]);
    },
    async list() {
      const reply = await commands.run(listKeys, [signingKeys], []);
      return (reply as readonly Buffer[]).map((text) => {
        const key = JSON.parse(text.toString()) as StoredKey & { sealed: string };
        return { ...key, sealed: new Uint8Array(Buffer.from(key.sealed, "base64url")) };
      });
    },
  };
}
