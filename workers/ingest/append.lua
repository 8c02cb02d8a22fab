-- Appends packed entries to a partition's stream and counts them as accepted.
-- KEYS[1] stream of marks, KEYS[2] hash of intake's counters (one hash slot).
-- ARGV[1] marks in the entries, ARGV[2] who appends ('' when nobody keeps a journal), ARGV[3] how many entries this
-- writer knows that Redis has of it here, ARGV[4...] entries.
-- Returns the id of the last entry and how many entries Redis now has of this writer. When it has fewer than the writer
-- knows, writes have been lost (journal/loss.ts): nothing is written, since the slots in the entries may be lost too,
-- and the id is ''.
local counter = 'by:' .. ARGV[2]
local written = 0
if ARGV[2] ~= '' then
  written = tonumber(redis.call('HGET', KEYS[2], counter) or '0')
  if written < tonumber(ARGV[3]) then
    return { '', written }
  end
end
local last
local count = #ARGV - 3
for i = 4, #ARGV do
  last = redis.call('XADD', KEYS[1], '*', 'e', ARGV[i])
end
redis.call('HINCRBY', KEYS[2], 'entries', count)
redis.call('HINCRBY', KEYS[2], 'marks', ARGV[1])
if ARGV[2] ~= '' then
  written = redis.call('HINCRBY', KEYS[2], counter, count)
end
return { last, written }
