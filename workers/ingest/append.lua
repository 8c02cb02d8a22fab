-- Appends packed entries to a partition's stream and counts them as accepted.
-- KEYS[1] stream of marks, KEYS[2] hash of intake's counters (one hash slot).
-- ARGV[1] marks in the entries, ARGV[2...] entries. Returns the id of the last entry.
local last
for i = 2, #ARGV do
  last = redis.call('XADD', KEYS[1], '*', 'e', ARGV[i])
end
redis.call('HINCRBY', KEYS[2], 'entries', #ARGV - 1)
redis.call('HINCRBY', KEYS[2], 'marks', ARGV[1])
return last
