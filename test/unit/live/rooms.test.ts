import { expect, test } from 'vitest';
import type { LiveMembership } from '../../../server/live/membership.ts';
import type { Picture } from '../../../server/live/picture.ts';
import { Rooms } from '../../../server/live/rooms.ts';
import type { Delta } from '../../../shared/live/down.ts';

function createRooms(watched: Set<string>) {
  const told: [string, Delta][] = [];
  const values = new Map<number, number>();
  const taken = { number: 1, rows: [[202, 0, 5]] };
  const membership = { viewsOf: (urn: number) => ['england', `school:${urn}`] } as unknown as LiveMembership;
  const picture = {
    idAt: (_: string, urn: number) => urn,
    row: (_view: string, _grain: string, { id, half }: { id: number; half: number }) => [
      id,
      half,
      values.get(id) ?? 0,
    ],
    usual: () => undefined,
    signal: (urn: number) => [urn, 1],
    rounded: { of: () => taken },
  } as unknown as Picture;
  const rooms = new Rooms({
    epoch: () => 'e',
    picture,
    membership,
    hasReaders: (key) => watched.has(key),
    emit: (key, delta) => told.push([key, delta]),
    now: () => ({ at: 1, date: '2026-11-20', registry: 3 }),
  });
  return { rooms, told, values, taken };
}

test('[LIVE20] changes of one tick are told once, with the last value', () => {
  const { rooms, told, values } = createRooms(new Set(['england#school']));
  rooms.seqOf('england', 'school');
  for (const value of [1, 2, 3]) {
    values.set(100_000, value);
    rooms.countsChanged(100_000, 0);
  }
  rooms.tick();
  expect(told).toHaveLength(1);
  expect(told[0][1]).toMatchObject({ seq: 1, changes: [[100_000, 0, 3]] });
  expect(rooms.tick()).toEqual({ deltas: 0, rows: 0 });
});

test('[LIVE21] a room nobody is in counts no deltas, and goes on where it stood', () => {
  const watched = new Set(['england#school']);
  const { rooms, told } = createRooms(watched);
  rooms.seqOf('england', 'school');
  rooms.countsChanged(100_000, 0);
  rooms.tick();
  watched.clear();
  rooms.countsChanged(100_000, 1);
  rooms.tick();
  expect(rooms.seqOf('england', 'school')).toBe(1);
  watched.add('england#school');
  rooms.countsChanged(100_000, 1);
  rooms.tick();
  expect(told.map(([, { seq }]) => seq)).toEqual([1, 2]);
});

test('[LIVE22] another day empties what was gathered and says its date', () => {
  const { rooms, told } = createRooms(new Set(['england#school']));
  rooms.seqOf('england', 'school');
  rooms.countsChanged(100_000, 0);
  rooms.dayChanged();
  rooms.tick();
  expect(told[0][1]).toMatchObject({ changes: [], date: '2026-11-20' });
});

test('[LIVE25] the tag of a tick holds while somebody is there to be told, and no longer', () => {
  const watched = new Set(['england#school']);
  const { rooms } = createRooms(watched);
  const tags = () => [rooms.stateOf('england', 'school'), rooms.tickOf('england', 'school')];
  const [state, tick] = tags();
  rooms.countsChanged(100_000, 0);
  const [gatheredState, gatheredTick] = tags();
  expect(gatheredState).not.toBe(state);
  expect(gatheredTick).toBe(tick);
  rooms.tick();
  const [, toldTick] = tags();
  expect(toldTick).not.toBe(tick);
  watched.clear();
  rooms.countsChanged(100_000, 0);
  expect(tags()[1]).not.toBe(toldTick);
});

test('[LIVE25] what was gathered for somebody who left before the tick ends the tag with it', () => {
  const watched = new Set(['england#school']);
  const { rooms } = createRooms(watched);
  const before = rooms.tickOf('england', 'school');
  rooms.closesChanged();
  watched.clear();
  rooms.tick();
  watched.add('england#school');
  expect(rooms.tickOf('england', 'school')).not.toBe(before);
});

test('[LIVE27] a school’s signal is told where schools are shown, and in no room of sums', () => {
  const rooms = ['school', 'la', 'sum', 'rounded'] as const;
  const { rooms: all, told } = createRooms(new Set(rooms.map((grain) => `england#${grain}`)));
  for (const grain of rooms) all.seqOf('england', grain);
  all.signalChanged(100_000);
  all.countsChanged(100_000, 0);
  all.tick();
  const signals = new Map(told.map(([key, delta]) => [key, delta.signals]));
  expect([...signals]).toEqual([
    ['england#school', [[100_000, 1]]],
    ['england#la', undefined],
    ['england#sum', undefined],
    ['england#rounded', undefined],
  ]);
});

test('[LIVE28] a room of rounded rows is told what was taken once it is taken anew, whatever is counted meanwhile', () => {
  const { rooms, told, taken } = createRooms(new Set(['england#rounded']));
  rooms.seqOf('england', 'rounded');
  expect(rooms.roundedViews()).toEqual(['england']);
  const tick = () => {
    rooms.countsChanged(100_000, 0);
    rooms.tick();
    return told.splice(0).map(([, { seq, changes }]) => [seq, changes]);
  };
  expect(tick()).toEqual([[1, taken.rows]]);
  expect(tick()).toEqual([]);
  Object.assign(taken, { number: 2, rows: [[202, 0, 10]] });
  expect(tick()).toEqual([[2, taken.rows]]);
});

test('[LIVE28] nobody’s rounded rows are looked at', () => {
  const { rooms } = createRooms(new Set(['england#school']));
  rooms.seqOf('england', 'rounded');
  rooms.seqOf('england', 'school');
  expect(rooms.roundedViews()).toEqual([]);
});
