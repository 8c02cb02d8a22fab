import { expect, test } from 'vitest';
import { reaches, tracePartition } from '../../../shared/ops/trace.ts';

const commit = (sequence: number, at: number, offset: string) => ({ sequence, at, offset });

test('[OPS1] A register is counted by the first commit whose offset reaches it, and shown by the first telling after that.', () => {
  const commits = [commit(6, 900, '880-0'), commit(7, 1040, '999-4'), commit(8, 1090, '1000-2')];
  const tellings = [
    { gateway: 'one', at: 1060, sequence: 7 },
    { gateway: 'one', at: 1200, sequence: 9 },
    { gateway: 'two', at: 1150, sequence: 8 },
    { gateway: 'two', at: 1300, sequence: 10 },
  ];
  expect(tracePartition(3, '1000-1', '1000-2', commits, tellings)).toEqual({
    partition: 3,
    entry: '1000-1',
    storedAt: 1000,
    countedAt: 1090,
    shownAt: { one: 1200, two: 1150 },
    note: null,
  });
});

test('[OPS2] A trace never invents a time: what waits, what changed nothing and what is forgotten are said.', () => {
  const note = (offset: string, commits: ReturnType<typeof commit>[]) =>
    tracePartition(0, '1000-1', offset, commits, []).note;
  expect(note('999-0', [])).toBe('waits to be counted');
  expect(note('1000-1', [commit(1, 900, '800-0')])).toBe('counted, and changed no count');
  expect(note('2000-0', [commit(40, 1500, '1400-0')])).toBe('counted; the note of that commit is gone');
  expect(note('1000-1', [commit(1, 1100, '1000-1')])).toBe('counted; no gateway has told its screens');
});

test('[OPS1] Stream ids are compared as numbers.', () => {
  expect(reaches('1000-10', '1000-9')).toBe(true);
  expect(reaches('999-10', '1000-9')).toBe(false);
});
