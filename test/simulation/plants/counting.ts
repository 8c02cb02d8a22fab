/** Bugs planted in counting: commits, leases, marks, rosters and sums. */
import type { PlantedBug } from './planted-bug.ts';

const COMMIT_LUA = 'workers/count/commit.lua';
const APPLY = 'workers/count/apply.ts';

export const COUNTING_BUGS: readonly PlantedBug[] = [
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
    name: 'a commit does not look for its entries',
    failover: true,
    file: COMMIT_LUA,
    find: 'if not last or last[2][2] ~= ARGV[10] then',
    replace: 'if false then',
  },
  {
    name: 'a dead worker counts as alive for ninety seconds',
    file: 'workers/count/leases.ts',
    find: 'now - tonumber(ARGV[2])',
    replace: 'now - 90000',
  },
];
