/** Faults of the machine beside those of single commands: trimmed streams, lost leases, failovers. */
import { partitionKeys } from '../../../shared/redis/keys.ts';
import { bytesOf } from '../store/values.ts';
import type { Span } from './size.ts';
import { PARTITIONS, type World } from './world.ts';

/** Before the name of the installation has its replicas, and while entries come. */
const EARLY_MS = [1, 60] as const;

/** Faults that strike in every run. */
const LEAST_FAULTS = 3;

/** Plans the mishaps of a run. Call it once the registry is in the store: no failover loses that. */
export function planMishaps(world: World): void {
  const { random, scheduler, server, size } = world;
  const floor = server.model.keys.position;
  const at = (run: () => void, span: Span = size.mishapsMs) =>
    scheduler.after(random.int(...span), undefined, run);
  for (let i = random.int(...size.trims); i > 0; i--) at(() => trimChanges(world));
  if (random.chance(0.5)) at(() => dropLeases(world));
  if (!world.isReplicated || !world.options.failover) return;
  at(() => failOver(world, false, floor), random.chance(0.25) ? EARLY_MS : size.mishapsMs);
  if (random.chance(0.5)) at(() => failOver(world, true, floor));
}

/** The end of a run's faults: one that few of those planned for it have struck gets its share of others first. */
export function endFaults(world: World): void {
  const { faults } = world;
  if (!faults.active) return;
  if (faults.total < LEAST_FAULTS) dropLeases(world);
  while (faults.total < LEAST_FAULTS) trimChanges(world);
  faults.active = false;
}

/** A change stream is cut to its newest entries before everybody has read it: a reader that was away sees a gap. */
function trimChanges({ random, server, faults }: World): void {
  const p = random.int(0, PARTITIONS - 1);
  const kept = bytesOf(String(random.int(1, 2)));
  server.model.run({ name: 'XTRIM', args: [bytesOf(partitionKeys.changes(p)), bytesOf('MAXLEN'), kept] });
  faults.other('changes trimmed');
}

/** Nobody holds the partitions: two workers may take one up at once. */
function dropLeases({ server, faults }: World): void {
  for (let p = 0; p < PARTITIONS; p++)
    server.model.run({ name: 'DEL', args: [bytesOf(partitionKeys.lease(p))] });
  faults.other('lease lost');
}

function failOver({ server, faults }: World, isBehind: boolean, floor: number): void {
  if (!server.isUp) return;
  server.failOver(isBehind, floor);
  faults.other(isBehind ? 'failed over behind WAIT' : 'failed over');
}
