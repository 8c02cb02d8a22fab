/** Bugs planted in intake: stamps, slots, appends, the journal and repairs. */
import type { PlantedBug } from './planted-bug.ts';

export const INTAKE_BUGS: readonly PlantedBug[] = [
  {
    name: '202 before the append has been answered',
    file: 'workers/ingest/append.ts',
    find: '    this.#sendAll();\n    await Promise.all(this.#underWay);',
    replace: '    this.#sendAll();',
  },
  {
    name: 'an append loses the first entry of a batch',
    file: 'workers/ingest/append.lua',
    find: 'for i = 4, 3 + count do',
    replace: 'for i = count > 1 and 5 or 4, 3 + count do',
  },
  {
    name: 'slots are given without a look at what others gave',
    file: 'workers/ingest/pupils/allocate.lua',
    find: 'if length > known then',
    replace: 'if false then',
  },
  {
    name: 'a repeat of a request gets a stamp of its own',
    file: 'workers/ingest/stamp.ts',
    find: 'return first === null ? receivedAt : Number(first);',
    replace: 'return receivedAt;',
  },
  {
    name: 'a replaced UPN is not passed on',
    file: 'workers/ingest/rosters/take.ts',
    find: 'if (previous !== 0) replaced.push(',
    replace: 'if (previous < 0) replaced.push(',
  },
  {
    name: 'an append does not look at its slots',
    failover: true,
    file: 'workers/ingest/append.lua',
    find: "if pupils ~= '' and not",
    replace: 'if false and not',
  },
  {
    name: 'a repaired entry goes to the journal with the slots that it had',
    failover: true,
    file: 'workers/ingest/journal/repair.ts',
    find: 'pupils: packPupils(slots, upns) };',
    replace: 'pupils: entry.pupils };',
  },
  {
    name: 'the name of the installation does not wait for its replicas',
    failover: true,
    file: 'workers/ingest/journal/installation.ts',
    find: `    pipeline.wait(replicas, REPLICA_WAIT_MS);
    const [named, waited] = (await pipeline.exec()) ?? [];
    for (const answer of [named, waited]) if (answer?.[0]) throw answer[0];
    if (Number(waited?.[1]) >= replicas) return`,
    replace: 'const [named] = (await pipeline.exec()) ?? [];\n    return',
  },
];
