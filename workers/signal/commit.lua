-- Writes what the signal worker knows of one partition, if it is still the worker at work.
--
-- KEYS[1] series head, KEYS[2...] hashes to write
-- ARGV[1] token of the worker; ARGV[2] position, ARGV[3] sequence, ARGV[4] live day: absolute values
-- then for each of KEYS[2...]: the number of strings, then field, value, ...
-- returns 1 written, 0 another worker has taken over: nothing is written

local CHUNK = 4000

if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return 0
end
local at = 5
for k = 2, #KEYS do
  local last = at + tonumber(ARGV[at])
  at = at + 1
  while at <= last do
    local to = math.min(last, at + CHUNK - 1)
    redis.call('HSET', KEYS[k], unpack(ARGV, at, to))
    at = to + 1
  end
end
redis.call('HSET', KEYS[1], 'position', ARGV[2], 'sequence', ARGV[3], 'day', ARGV[4])
return 1
