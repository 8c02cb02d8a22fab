-- Writes what a batch changed in one partition, all or nothing.
--
-- KEYS[1] head hash, KEYS[2] change stream, KEYS[3] dead letter stream, KEYS[4] stream of marks,
-- KEYS[5...] hashes to write
-- ARGV[1] token the partition must have ('' for a new one), ARGV[2] token it gets
-- ARGV[3] offset, ARGV[4] entries, ARGV[5] marks, ARGV[6] quarantined, ARGV[7] change sequence,
-- ARGV[8] newest mark (ms): absolute values
-- ARGV[9] packed change, '' for none
-- ARGV[10] payload of the entry at the offset
-- ARGV[11] number of dead letters, then for each: entry id, payload, reason
-- then for each of KEYS[5...]: the number of strings, then field, value, ... ; an empty value deletes the field
-- returns 1 written, 2 this very commit had been written before, 0 the token had moved, or a failover has lost
-- the entries: nothing is written
--
-- Every check comes before the first write, every write is an absolute value and the head is last: a run that broke
-- off is repaired by running it again.

local CHUNK = 4000
-- A minute or two of a morning's peak: a reader further behind sees the gap in the sequence and reads everything again.
local KEPT_CHANGES = '250'

local token = redis.call('HGET', KEYS[1], 'token') or ''
if token == ARGV[2] then
  return 2
end
if token ~= ARGV[1] then
  return 0
end
-- A history that has the last entry has all that came before it.
local last = redis.call('XRANGE', KEYS[4], ARGV[3], ARGV[3])[1]
if not last or last[2][2] ~= ARGV[10] then
  return 0
end

local at = 12
for _ = 1, tonumber(ARGV[11]) do
  redis.call('XADD', KEYS[3], '*', 'id', ARGV[at], 'e', ARGV[at + 1], 'reason', ARGV[at + 2])
  at = at + 3
end

for k = 5, #KEYS do
  local count = tonumber(ARGV[at])
  at = at + 1
  local sets, deletes = {}, {}
  for i = at, at + count - 1, 2 do
    if ARGV[i + 1] == '' then
      deletes[#deletes + 1] = ARGV[i]
    else
      sets[#sets + 1] = ARGV[i]
      sets[#sets + 1] = ARGV[i + 1]
      if #sets >= CHUNK then
        redis.call('HSET', KEYS[k], unpack(sets))
        sets = {}
      end
    end
  end
  if #sets > 0 then
    redis.call('HSET', KEYS[k], unpack(sets))
  end
  if #deletes > 0 then
    redis.call('HDEL', KEYS[k], unpack(deletes))
  end
  at = at + count
end

if ARGV[9] ~= '' then
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', KEPT_CHANGES, '*', 'c', ARGV[9], 'o', ARGV[3])
end
redis.call('HSET', KEYS[1], 'token', ARGV[2], 'offset', ARGV[3], 'entries', ARGV[4], 'marks', ARGV[5],
  'quarantined', ARGV[6], 'changeSeq', ARGV[7], 'newestMarkAt', ARGV[8])
return 1
