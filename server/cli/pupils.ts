/** `bellwether pupils export|erase|rotate-key|retention`: what the law on personal data asks of an operator. Audited. */
import type { Command } from 'commander';
import type { Redis } from 'ioredis';
import { londonTime, toDay } from '../../shared/attendance/dates.ts';
import { DayArchive } from '../../shared/node/archive/day-archive.ts';
import { archiveFolder } from '../../shared/node/archive/paths.ts';
import type { Config } from '../../shared/node/config.ts';
import { erasePupil } from '../../shared/node/pupils/erase.ts';
import { exportPupil } from '../../shared/node/pupils/export.ts';
import { allSchools, findPupil } from '../../shared/node/pupils/find.ts';
import { KeyRing } from '../../shared/node/vault/keys.ts';
import { rotateKey } from '../../shared/node/vault/rotate.ts';
import { Vault } from '../../shared/node/vault/vault.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { locate, withRedis } from './locate.ts';
import { noteOperator } from './operator.ts';
import { addConfigOptions, configOf } from './options.ts';

interface PupilOptions {
  readonly upn: string;
  readonly urn?: string;
  readonly reason: string;
}

export function addPupilsCommand(program: Command): void {
  const pupils = program
    .command('pupils')
    .description('export or erase a pupil, rotate the key of the names');
  const ofPupil = (name: string, description: string, run: typeof exportOne) => {
    const command = pupils.command(name).description(description);
    command.requiredOption('--upn <UPN>', 'whom').option('--urn <URN>', 'at this school alone');
    command.requiredOption('--reason <WHY>', 'why, for the audit; name no pupil in it');
    addConfigOptions(command, ['data', 'archive', 'redis', 'partitions']);
    command.action((options: PupilOptions) => run(configOf(command), options));
  };
  ofPupil('export', 'print all that is kept of a pupil, as JSON', exportOne);
  ofPupil('erase', 'erase who a pupil was; marks and counts stay', eraseOne);
  const rotate = pupils.command('rotate-key').description('encrypt all names with a new key');
  rotate.requiredOption('--reason <WHY>', 'why, for the audit');
  addConfigOptions(rotate, ['data', 'redis']);
  rotate.action(({ reason }: PupilOptions) => rotateAll(configOf(rotate), reason));
  const retention = pupils
    .command('retention')
    .description('what the last night run of retention did, as JSON');
  addConfigOptions(retention, ['data', 'redis']).action(async () => {
    const last = await withRedis(locate(configOf(retention)).redis, (redis) =>
      redis.get(globalKeys.lastRetention),
    );
    process.stdout.write(`${last ?? 'null'}\n`);
  });
}

async function placesOf(redis: Redis, config: Config, { upn, urn }: PupilOptions) {
  const urns = urn === undefined ? await allSchools(redis) : [Number(urn)];
  const places = await findPupil(redis, config.partitions, upn, urns);
  if (places.length === 0) throw new Error('No school has a pupil of that UPN.');
  return places;
}

async function exportOne(config: Config, options: PupilOptions): Promise<void> {
  await withRedis(locate(config).redis, async (redis) => {
    const places = await placesOf(redis, config, options);
    const schools = places.map(({ urn }) => urn);
    await noteOperator(redis, { action: 'pupils.export', schools, pupils: 1, reason: options.reason });
    const days = new DayArchive(redis, archiveFolder(config));
    const store = { redis, partitions: config.partitions, days };
    const vault = new Vault(redis, KeyRing.of(config));
    const today = toDay(londonTime(Date.now()).date);
    const found = [];
    for (const place of places) found.push(await exportPupil(store, vault, place, today));
    process.stdout.write(`${JSON.stringify({ upn: options.upn, schools: found }, null, 2)}\n`);
  });
}

async function eraseOne(config: Config, options: PupilOptions): Promise<void> {
  await withRedis(locate(config).redis, async (redis) => {
    const places = await placesOf(redis, config, options);
    const schools = places.map(({ urn }) => urn);
    await noteOperator(redis, { action: 'pupils.erase', schools, pupils: 1, reason: options.reason });
    const { partitions } = config;
    const vault = new Vault(redis, KeyRing.of(config));
    for (const place of places)
      await erasePupil({ redis, partitions, vault, archive: archiveFolder(config) }, place);
    process.stdout.write(`Erased at ${schools.join(', ')}. Backups made before still hold the pupil.\n`);
  });
}

async function rotateAll(config: Config, reason: string): Promise<void> {
  await withRedis(locate(config).redis, async (redis) => {
    await noteOperator(redis, { action: 'pupils.rotate-key', reason });
    const { renewed, left, madeKey } = await rotateKey(redis, config, await allSchools(redis));
    const then = madeKey
      ? 'The old key is gone.'
      : 'Take the old keys out of BELLWETHER_PUPIL_KEYS and start again.';
    if (left > 0) throw new Error(`${left} records are still under another key: run it again.`);
    process.stdout.write(`${renewed} records are under the new key. ${then}\n`);
  });
}
