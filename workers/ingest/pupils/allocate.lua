-- Gives slots to new pupils of a school by appending rows to its pupil table.
-- KEYS[1] the table. ARGV[1] length in bytes that the caller knows, ARGV[2] rows to append.
-- Returns 0 when the rows were appended, -1 when the table is shorter than the caller knows,
-- else the rows the caller does not know; nothing is written then.
local known = tonumber(ARGV[1])
local length = redis.call('STRLEN', KEYS[1])
if length < known then
  return -1
end
if length > known then
  return redis.call('GETRANGE', KEYS[1], known, -1)
end
redis.call('APPEND', KEYS[1], ARGV[2])
return 0
