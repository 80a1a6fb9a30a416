import { Redis } from "ioredis";
import type { Swaps } from "./swaps.ts";

const script = `
if redis.call("GET", KEYS[1]) ~= ARGV[1] then return 0 end
redis.call("SET", KEYS[1], ARGV[2])
return 1`;

export async function swapsInRedis(url: string): Promise<Swaps> {
  const redis = new Redis(url);
  const sha = (await redis.script("LOAD", script)) as string;
  return {
    insert: async (sid, hash) => void (await redis.set(sid, hash)),
    swap: async (sid, hash, next) => (await redis.evalsha(sha, 1, sid, hash, next)) === 1,
  };
}
