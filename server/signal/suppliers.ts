/** Suppliers whose schools are late together: by token, since a supplier is known by what it sends with. */
import type { Redis } from 'ioredis';
import { scopeHolds } from '../../shared/access/policy.ts';
import type { School } from '../../shared/api/schools.ts';
import type { LateBody } from '../../shared/api/signal.ts';
import { DEMO_TOKENS, tokenRecordSchema } from '../../shared/node/tokens.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { supplierState } from '../../shared/signal/silence.ts';
import type { Live } from '../live/live.ts';
import { schoolFacts } from '../registry/areas.ts';

const LEAST_SCHOOLS = 5;

/** Every supplier of at least five of the schools. Due are those that are in, and those that are late. */
export async function suppliersOf(
  redis: Redis,
  live: Live,
  schools: readonly School[],
): Promise<LateBody['suppliers']> {
  const records = Object.values(await redis.hgetall(globalKeys.tokens)).map((json) =>
    tokenRecordSchema.parse(JSON.parse(json)),
  );
  const demo = Object.entries(DEMO_TOKENS).map(([id, grant]) => ({ id, ...grant }));
  const suppliers = [...records, ...demo].filter(({ role }) => role === 'supplier');
  const facts = schools.map((school) => ({
    facts: schoolFacts(live.registry, school, live.model.date),
    signal: live.signals.of(school.urn),
  }));
  return suppliers.flatMap(({ id, scope }) => {
    const own = facts.filter((one) => scopeHolds(scope, one.facts));
    const late = own.filter(({ signal }) => signal?.silent).length;
    const due = late + own.filter(({ signal }) => signal && !signal.silent && signal.coverage > 0).length;
    return own.length < LEAST_SCHOOLS ? [] : [{ id, state: supplierState(due, late), due, late }];
  });
}
