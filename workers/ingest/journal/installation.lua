-- Gives the installation a name unless it has one.
-- KEYS[1] the name. ARGV[1] a new one.
-- Writes in any case: WAIT speaks of what its own connection wrote, and the name may be another worker's of just now.
-- Returns the name.
local name = redis.call('GET', KEYS[1]) or ARGV[1]
redis.call('SET', KEYS[1], name)
return name
