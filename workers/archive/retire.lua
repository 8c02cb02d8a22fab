-- Notes a day file that is in place, and drops from Redis what is in it.
-- KEYS[1] archive hash, KEYS[2...4] counts, state and minutes of the morning, KEYS[5...7] of the afternoon
-- ARGV[1] field of the day, ARGV[2] version of its file
-- then for the morning and for the afternoon: the number of schools, then for each its URN and the SHA-1 of the
-- counts that are in the file
-- returns the number of school-sessions that have changed since and stay
--
-- The counts hold a version that rises with every write of the session, so equal counts mean that nothing of it moved.
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
local at, stay = 3, 0
for half = 0, 1 do
  local count = tonumber(ARGV[at])
  at = at + 1
  for _ = 1, count do
    local urn = ARGV[at]
    local held = redis.call('HGET', KEYS[2 + half * 3], urn)
    if held and redis.sha1hex(held) == ARGV[at + 1] then
      for key = 2 + half * 3, 4 + half * 3 do
        redis.call('HDEL', KEYS[key], urn)
      end
    elseif held then
      stay = stay + 1
    end
    at = at + 2
  end
end
return stay
