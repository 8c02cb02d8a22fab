/**
 * The planted bugs: each a small change of the text of one file of the product, made while the simulation is bundled,
 * with the seed that catches it. `plants.test.ts` runs each at its seed; `plants/find-seeds.ts` finds the seeds from
 * scratch.
 */
import type { Plant } from '../bundle.ts';
import { CATCHING_SEEDS } from './seeds.ts';

export interface PlantedBug extends Plant {
  name: string;
  /** Whether it takes a failover to show. */
  failover?: boolean;
}

const COMMIT_LUA = 'workers/count/commit.lua';
const APPLY = 'workers/count/apply.ts';

export const PLANTED: readonly PlantedBug[] = [
  {
    name: 'the commit does not compare the token',
    file: COMMIT_LUA,
    find: 'if token ~= ARGV[1] then\n  return 0\nend',
    replace: '',
  },
  { name: 'the commit does not keep the offset', file: COMMIT_LUA, find: "'offset', ARGV[3], ", replace: '' },
  {
    name: 'an emptied quarantine is not deleted',
    file: COMMIT_LUA,
    find: 'if #deletes > 0 then',
    replace: 'if false then',
  },
  {
    name: 'the commit leaves out the last hash',
    file: COMMIT_LUA,
    find: 'for k = 5, #KEYS do',
    replace: 'for k = 5, #KEYS - 1 do',
  },
  {
    name: 'what is held stays when the token has moved',
    file: 'workers/count/partition.ts',
    find: 'this.#schools = new Map();\n    this.#head = undefined;',
    replace: 'this.#head = undefined;',
  },
  {
    name: 'a withdrawal deletes the mark',
    file: APPLY,
    find: 'marks.rows[slot] = row + 1;',
    replace: 'marks.rows[slot] = row === NO_MARK_ROW ? 0 : row + 1;',
  },
  {
    name: 'of two marks of one instant the later come stands',
    file: 'shared/attendance/mark.ts',
    find: 'if (rowA !== rowB) return rowA > rowB;',
    replace: 'if (rowA !== rowB) return true;',
  },
  {
    name: 'minutes late do not break a tie',
    file: 'shared/attendance/mark.ts',
    find: 'return lateA > lateB;',
    replace: 'return false;',
  },
  {
    name: 'the last mark to come stands',
    file: 'shared/attendance/mark.ts',
    find: 'if (atA !== atB) return atA > atB;',
    replace: 'if (atA !== atB) return true;',
  },
  {
    name: 'a cohort is left behind when a mark moves',
    file: APPLY,
    find: 'movePupilKind(counts.tallies, mask, from, to);',
    replace: 'movePupilKind(counts.tallies, mask & ~(1 << 4), from, to);',
  },
  {
    name: 'cohorts are swapped when a mark moves',
    file: APPLY,
    find: 'movePupilKind(counts.tallies, mask, from, to);',
    replace: 'movePupilKind(counts.tallies, (mask & 3) === 1 ? mask ^ 3 : mask, from, to);',
  },
  {
    name: 'minutes late outlive the mark they came with',
    file: APPLY,
    find: 'else marks.late.delete(slot);',
    replace: '',
  },
  {
    name: 'the newest mark is not noted',
    file: APPLY,
    find: 'if (time > counts.newestMarkAt) counts.newestMarkAt = time;',
    replace: '',
  },
  {
    name: 'the code that a correction replaces stays counted',
    file: APPLY,
    find: 'if (oldRow >= 0 && oldRow !== NO_MARK_ROW) counts.codes[oldRow]--;',
    replace: '',
  },
  {
    name: 'pupils whom a roster names stay unknown',
    file: APPLY,
    find: '  renameQuarantine(school, touched);\n}',
    replace: '}',
  },
  {
    name: 'a mark that counts again stays in quarantine',
    file: APPLY,
    find: 'if (book.masks[slot] !== 0) school.quarantine.delete(identityKey(book.session, slot));\n    else ',
    replace: 'if (book.masks[slot] === 0) ',
  },
  {
    name: 'persistent absence is not counted again under a new roster',
    file: APPLY,
    find: 'recountPersistent(school, year);',
    replace: '',
  },
  {
    name: 'the marks of a replaced UPN are dropped',
    file: 'workers/count/tally.ts',
    find: '    keepLater(book, stands, slot);\n',
    replace: '',
  },
  {
    name: 'a correction misses the sums of its own day',
    file: 'workers/count/school.ts',
    find: 'if (later >= day) addTallies',
    replace: 'if (later > day) addTallies',
  },
  {
    name: 'a new day begins its sums at nothing',
    file: 'workers/count/school.ts',
    find: 'year.ledger.set(day, before.slice());',
    replace: 'year.ledger.set(day, emptyTallies());',
  },
  {
    name: 'a pupil who leaves is gone on the last day',
    file: 'shared/attendance/roster.ts',
    find: 'day <= left[i];',
    replace: 'day < left[i];',
  },
  {
    name: 'of two rosters of one day the last to come is in force',
    file: 'shared/attendance/roster.ts',
    find: 'if (a.issuedAt !== b.issuedAt) return a.issuedAt - b.issuedAt;\n  return a.digest',
    replace: 'return 0;\n  return a.digest',
  },
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
    name: 'a gateway trusts a trimmed read',
    file: 'server/live/live-model.ts',
    find: 'if (change.sequence > known + 1) this.#resync(partition);\n    else if (change',
    replace: 'if (change',
  },
  {
    name: 'older counts replace newer ones in the picture',
    file: 'server/counts/counts-table.ts',
    find: 'else if (counts.version < this.#versions[index]) return false;',
    replace: '',
  },
  {
    name: 'a gateway tails from ends it read behind the counts',
    file: 'server/live/live-model.ts',
    find: 'const positions = await this.#findEnds();\n    await this.#parts.registry.load();\n    await this.setDate(date);',
    replace:
      'await this.#parts.registry.load();\n    await this.setDate(date);\n    const positions = await this.#findEnds();',
  },
  {
    name: 'a delta of many rows is lost',
    file: 'server/live/rooms.ts',
    find: 'if (this.#parts.hasReaders(room.key) && (',
    replace: 'if (this.#parts.hasReaders(room.key) && room.rows.size < 3 && (',
  },
  {
    name: 'deltas are not numbered on',
    file: 'server/live/rooms.ts',
    find: 'picture.closes(view) : [];\n    room.seq++;',
    replace: 'picture.closes(view) : [];',
  },
  {
    name: 'a snapshot is served for ever',
    file: 'server/live/snapshot.ts',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is text of the product
    find: '/${live.rooms.seqOf(view, grain)}/${live.model.version}/',
    replace: '/',
  },
  {
    name: 'an append does not look at its slots',
    failover: true,
    file: 'workers/ingest/append.lua',
    find: "if pupils ~= '' and not",
    replace: 'if false and not',
  },
  {
    name: 'a commit does not look for its entries',
    failover: true,
    file: COMMIT_LUA,
    find: 'if not last or last[2][2] ~= ARGV[10] then',
    replace: 'if false then',
  },
  {
    name: 'a repaired entry goes to the journal with the slots that it had',
    failover: true,
    file: 'workers/ingest/journal/repair.ts',
    find: 'pupils: packPupils(slots, upns) };',
    replace: 'pupils: entry.pupils };',
  },
  {
    name: 'a dead worker counts as alive for ninety seconds',
    file: 'workers/count/leases.ts',
    find: 'now - tonumber(ARGV[2])',
    replace: 'now - 90000',
  },
];

/** The seed at which a bug is caught. */
export function catchingSeed({ name }: PlantedBug): number {
  const seed = CATCHING_SEEDS[name];
  if (seed === undefined)
    throw new Error(`no seed is known for "${name}": run test/simulation/plants/find-seeds.ts`);
  return seed;
}
