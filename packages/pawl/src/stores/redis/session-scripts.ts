import { type Script, script } from "./script.ts";
import { at, fieldCount } from "./session-row.ts";

/**
 * The verbs on sessions. Every key of a session and of its bucket's lists is in one slot, so each verb is one script on
 * one node. A session is in exactly one of the two lists: `expires` while it lives; after that `ended`, or, if an entry of its
 * user's tells of its end, still `expires`, by the instant of the end, from which it is to be swept.
 */

/** KEYS: session, expires, ended. ARGV: the fields, sid. 0 if the sid is taken. */
export const insertSession: Script = script(`
  if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
  redis.call('SET', KEYS[1], cmsgpack.pack({unpack(ARGV, 1, ${fieldCount})}))
  local sid = ARGV[${fieldCount + 1}]
  if ARGV[${at.endedAt}] == '' then
    redis.call('ZADD', KEYS[2], ARGV[${at.expiresAt}], sid)
  else
    redis.call('ZADD', KEYS[3], ARGV[${at.endedAt}], sid)
  end
  return 1`);

/** KEYS: session. The fields, or nothing. */
export const findSession: Script = script(`
  local stored = redis.call('GET', KEYS[1])
  return stored and cmsgpack.unpack(stored)`);

/** KEYS: session. ARGV: subject. The fields, or nothing if it is not there, has ended, or is another's. */
export const findLiveSession: Script = script(`
  local stored = redis.call('GET', KEYS[1])
  local s = stored and cmsgpack.unpack(stored)
  return s and s[${at.endedAt}] == '' and s[${at.subject}] == ARGV[1] and s`);

/** KEYS: session. ARGV: what must hold, what to write. Whether it was written, and the fields if it is there. */
export const rotateSession: Script = script(`
  local stored = redis.call('GET', KEYS[1])
  if not stored then return {0} end
  local s = cmsgpack.unpack(stored)
  local holds = s[${at.endedAt}] == ''
    and s[${at.generation}] == ARGV[1]
    and s[${at.currentHash}] == ARGV[2]
    and (ARGV[3] == '0' or s[${at.received}] == '0')
    and tonumber(s[${at.rotatedAt}]) <= tonumber(ARGV[4])
    and tonumber(s[${at.activeAt}]) > tonumber(ARGV[5])
    and tonumber(s[${at.expiresAt}]) > tonumber(ARGV[6])
  if not holds then return {0, s} end
  s[${at.generation}], s[${at.currentHash}], s[${at.previousHash}] = ARGV[7], ARGV[8], ARGV[9]
  s[${at.nonce}], s[${at.keyId}], s[${at.rotatedAt}] = ARGV[10], ARGV[11], ARGV[12]
  if tonumber(s[${at.activeAt}]) < tonumber(ARGV[13]) then s[${at.activeAt}] = ARGV[13] end
  s[${at.received}] = '0'
  redis.call('SET', KEYS[1], cmsgpack.pack(s))
  return {1, s}`);

/** KEYS: session. ARGV: generation. */
export const receiveSession: Script = script(`
  local stored = redis.call('GET', KEYS[1])
  local s = stored and cmsgpack.unpack(stored)
  if not s or s[${at.endedAt}] ~= '' or s[${at.generation}] ~= ARGV[1] or s[${at.received}] == '1' then return 0 end
  s[${at.received}] = '1'
  redis.call('SET', KEYS[1], cmsgpack.pack(s))
  return 1`);

/**
 * KEYS: session, expires, ended. ARGV: sid, instant, reason, and the subject if it must be theirs; with it "1" if an entry of
 * theirs tells of the end. 1 if this call ended it. What frees memory comes first: Redis then takes the rest too, and a full memory keeps nobody from logging out.
 */
export const revokeSession: Script = script(`
  local stored = redis.call('GET', KEYS[1])
  local s = stored and cmsgpack.unpack(stored)
  if not s or s[${at.endedAt}] ~= '' or (ARGV[4] and s[${at.subject}] ~= ARGV[4]) then return 0 end
  redis.call('ZREM', KEYS[2], ARGV[1])
  s[${at.endedAt}], s[${at.endReason}] = ARGV[2], ARGV[3]
  redis.call('SET', KEYS[1], cmsgpack.pack(s))
  if ARGV[5] == '1' then redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
  else redis.call('ZADD', KEYS[3], ARGV[2], ARGV[1]) end
  return 1`);

/**
 * KEYS: ended subjects. ARGV: instant, entry. The removal of what is not there makes it a script that frees memory, and so
 * one that Redis takes when it has none left.
 */
export const rememberEnd: Script = script(`
  redis.call('ZREM', KEYS[1], ARGV[2])
  return redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])`);

/** KEYS: ended, ended subjects. ARGV: instant. Pairs of sid and instant, and of entry and instant. */
export const endedSince: Script = script(`
  return {
    redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], '+inf', 'WITHSCORES'),
    redis.call('ZRANGEBYSCORE', KEYS[2], ARGV[1], '+inf', 'WITHSCORES')
  }`);

/** KEYS: expires, ended, ended subjects. ARGV: instant. How many sessions are to be deleted; entries of users are at once. */
export const countOver: Script = script(`
  local before = '(' .. ARGV[1]
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', before)
  return redis.call('ZCOUNT', KEYS[1], '-inf', before) + redis.call('ZCOUNT', KEYS[2], '-inf', before)`);

/** KEYS: expires, ended. ARGV: instant, limit. The sids of so many. */
export const listOver: Script = script(`
  local before, limit = '(' .. ARGV[1], tonumber(ARGV[2])
  local sids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', before, 'LIMIT', 0, limit)
  for _, sid in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', before, 'LIMIT', 0, limit - #sids)) do
    sids[#sids + 1] = sid
  end
  return sids`);

/**
 * KEYS: expires, ended, sessions. ARGV: instant, the sids of the sessions. Each is looked at again: it may have been
 * ended since it was listed, and is kept for a while then. Pairs of the sid and the subject of those deleted.
 */
export const deleteSessions: Script = script(`
  local deleted = {}
  for i = 3, #KEYS do
    local sid = ARGV[i - 1]
    local stored = redis.call('GET', KEYS[i])
    local s = stored and cmsgpack.unpack(stored)
    local over = s and (s[${at.endedAt}] ~= '' and s[${at.endedAt}] or s[${at.expiresAt}])
    if not s or tonumber(over) < tonumber(ARGV[1]) then
      redis.call('DEL', KEYS[i])
      redis.call('ZREM', KEYS[1], sid)
      redis.call('ZREM', KEYS[2], sid)
      if s then
        deleted[#deleted + 1] = sid
        deleted[#deleted + 1] = s[${at.subject}]
      end
    end
  end
  return deleted`);
