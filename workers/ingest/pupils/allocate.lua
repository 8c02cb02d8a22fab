-- Gives slots to new pupils of a school by appending rows to its pupil table.
-- KEYS[1] the table. ARGV[1] length in bytes that the caller knows, ARGV[2] rows to append, ARGV[3] SHA-1 of the rows
-- that the caller knows, the header's left out.
-- Returns 0 when the rows were appended, -1 when the table is not one that the caller's has become: it is shorter, or
-- has others where the caller knows some, by a failover that lost slots; a pupil who is in it must not be given a
-- second slot. Else the rows the caller does not know. Nothing is written then.
local HEADER_BYTES = 6
local known = tonumber(ARGV[1])
local length = redis.call('STRLEN', KEYS[1])
if length < known then
  return -1
end
if known > HEADER_BYTES and redis.sha1hex(redis.call('GETRANGE', KEYS[1], HEADER_BYTES, known - 1)) ~= ARGV[3] then
  return -1
end
if length > known then
  return redis.call('GETRANGE', KEYS[1], known, -1)
end
redis.call('APPEND', KEYS[1], ARGV[2])
return 0
