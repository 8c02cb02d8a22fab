/** Bugs planted between the counts and the eye: gateways, and the feed and sums of a screen. */
import type { PlantedBug } from './planted-bug.ts';

const FEED = 'client/live/feed.ts';
const SCHOOLS = 'client/state/schools.ts';

export const SCREENS_BUGS: readonly PlantedBug[] = [
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
    find: 'picture.closes(view, grain) : [];\n    room.seq++;',
    replace: 'picture.closes(view, grain) : [];',
  },
  {
    name: 'a snapshot is served for ever',
    file: 'server/live/snapshot.ts',
    find: 'epoch, standOf(live, view, grain), model',
    replace: 'epoch, model',
  },
  {
    name: 'a busy gateway serves a snapshot of before what nobody was told',
    file: 'server/live/rooms.ts',
    find: 'const { seq, untold } = this.#roomOf(view, grain);',
    replace: 'const { seq } = this.#roomOf(view, grain);\n    const untold = 0;',
  },
  {
    name: 'a screen keeps a delta that never fits',
    file: FEED,
    find: 'so it has them; one of yesterday would never fit.\n        this.#held = [];',
    replace: '\n        this.#held = held;',
  },
  {
    name: 'a screen asks for no snapshot on a new line',
    file: FEED,
    find: "this.#need = 'snapshot';\n    while",
    replace:
      "this.#need = this.#position ? 'nothing' : 'snapshot';\n    this.#held = this.#position ? null : [];\n    while",
  },
  {
    name: 'what a school had stays in the sums of its areas on a screen',
    file: SCHOOLS,
    find: 'this.#addToAreas(school, cell, -1);\n    this.version',
    replace: 'this.version',
  },
  {
    name: 'a screen adds both sessions to the sums of the first',
    file: SCHOOLS,
    find: '+ (cell & 1)) * SUM_LENGTH',
    replace: ') * SUM_LENGTH',
  },
];
