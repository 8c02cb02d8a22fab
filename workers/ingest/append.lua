-- Appends packed entries to a partition's stream and counts them as accepted.
-- KEYS[1] stream of marks, KEYS[2] hash of intake's counters, KEYS[3...] the pupil table of each entry's school, when
-- a journal is kept (one hash slot).
-- ARGV[1] marks in the entries, ARGV[2] who appends ('' when nobody keeps a journal), ARGV[3] how many entries this
-- writer knows that Redis has of it here, ARGV[4...] entries, then of each that has a table its slots with their UPNs
-- (journal/record.ts).
-- Returns the id of the last entry, how many entries Redis now has of this writer, and the id of the one it had before
-- these ('' for none), by which the writer sees that both are of one history. The first id is '' when nothing is written:
-- Redis has fewer entries than the writer knows, so writes have been lost (journal/loss.ts), or else a slot in an entry is
-- not its pupil's here: it was given before a failover, and lost.
local SLOT_BYTES, ROW_BYTES = 2, 6

local function agree(rows, pupils)
  for at = 1, #pupils, SLOT_BYTES + ROW_BYTES do
    local low, high = string.byte(pupils, at, at + 1)
    local row = (low + 256 * high) * ROW_BYTES
    local upn = string.sub(pupils, at + SLOT_BYTES, at + SLOT_BYTES + ROW_BYTES - 1)
    if string.sub(rows, row + 1, row + ROW_BYTES) ~= upn then
      return false
    end
  end
  return true
end

local counter, newest = 'by:' .. ARGV[2], 'last:' .. ARGV[2]
local tables = #KEYS - 2
local count = #ARGV - 3 - tables
local written = 0
if ARGV[2] ~= '' then
  written = tonumber(redis.call('HGET', KEYS[2], counter) or '0')
  if written < tonumber(ARGV[3]) then
    return { '', written, '' }
  end
end
for i = 1, tables do
  local pupils = ARGV[3 + count + i]
  if pupils ~= '' and not agree(redis.call('GET', KEYS[2 + i]) or '', pupils) then
    return { '', written, '' }
  end
end
local last
for i = 4, 3 + count do
  last = redis.call('XADD', KEYS[1], '*', 'e', ARGV[i])
end
redis.call('HINCRBY', KEYS[2], 'entries', count)
redis.call('HINCRBY', KEYS[2], 'marks', ARGV[1])
local before = ''
if ARGV[2] ~= '' then
  written = redis.call('HINCRBY', KEYS[2], counter, count)
  before = redis.call('HGET', KEYS[2], newest) or ''
  redis.call('HSET', KEYS[2], newest, last)
end
return { last, written, before }
