/** Who holds a partition: `<random>:<pid>`, the name of a count worker among all that are alive. */

export function leaseHolder(random: string, pid: number): string {
  return `${random}:${pid}`;
}

/** Whether the holder is the process `pid`, of this machine or (seldom) of another with the same number. */
export function isHolderWithPid(holder: string | null, pid: number): holder is string {
  return holder?.endsWith(`:${pid}`) ?? false;
}

/** Ends the lease KEYS[1] if ARGV[1] holds it. */
export const DROP_LEASE_LUA = `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;
