import { describe, expect, test } from 'vitest';
import { schoolFigures } from '../../../../client/state/school-figures.ts';
import { SchoolTable } from '../../../../client/state/schools.ts';
import { figuresAt } from '../../../../client/state/sums.ts';
import { age, count, plural, points, rate, share, shortDate } from '../../../../client/ui/format.ts';
import { finding, schoolSentence } from '../../../../client/ui/sentences.ts';
import { readShortcut } from '../../../../client/ui/shortcuts.ts';
import { rowOf, smallRegistry, usualOf } from '../../../helpers/live-schools.ts';

describe('figures in writing', () => {
  test('[SCREEN90] counts have separators, rates one decimal, points their sign', () => {
    expect(count(8103241)).toBe('8,103,241');
    expect(rate(92.349)).toBe('92.3');
    expect([points(-1.14), points(0.4), points(-0.04), points(null)]).toEqual([
      '\u22121.1',
      '+0.4',
      '0.0',
      '–',
    ]);
    expect([age(12_400), age(240_000), plural(1, 'pupil'), shortDate('2026-11-20')]).toEqual([
      '12 s',
      '4 min',
      '1 pupil',
      'Fri 20 Nov',
    ]);
  });

  test('[SCREEN91] a share is never 100% before all is in, nor 0% once something is', () => {
    expect([share(0.999), share(1), share(0.001), share(0), share(null)]).toEqual([
      '99%',
      '100%',
      '<1%',
      '0%',
      '–',
    ]);
  });

  test('[SCREEN92] a title states no finding before 20% of registers are in', () => {
    const table = new SchoolTable(smallRegistry());
    table.applyUsual([usualOf(100001, 0, 950)]);
    const title = (marked: number) => {
      table.apply([rowOf(100001, 0, marked, { onRoll: 1000, marked, attending: Math.round(marked * 0.93) })]);
      return finding('Salford', figuresAt(table.sums, 0, null), '2026-11-20', 'AM');
    };
    expect(title(0)).toBe('Salford: no registers yet this Friday morning');
    expect(title(100)).toBe('Salford: registers are coming in');
    expect(title(500)).toBe('Salford so far is 2.0 below a usual Friday morning');
    expect(title(950)).toBe('Salford is 1.9 below a usual Friday morning');
  });

  test('[SCREEN462] of a moment gone by without a register nobody is told that one is still to come', () => {
    const table = new SchoolTable(smallRegistry());
    table.apply([rowOf(100001, 0, 0, { onRoll: 1000, marked: 0, attending: 0 })]);
    const figures = figuresAt(table.sums, 0, null);
    expect(finding('Salford', figures, '2026-11-20', 'AM', true)).toBe(
      'Salford: no register of this moment is held',
    );
  });

  test('[SCREEN92] a school waits until 80% of its registers are in, then is told in pupils', () => {
    const table = new SchoolTable(smallRegistry());
    table.applyUsual([usualOf(100001, 0, 950)]);
    const says = (marked: number, attending: number) => {
      table.apply([rowOf(100001, 0, marked, { onRoll: 100, marked, attending })]);
      return schoolSentence(schoolFigures(table, 0, 0), '2026-11-20', 'AM');
    };
    expect(
      schoolSentence({ ...schoolFigures(table, 0, 0), onRoll: 9, state: 'none' }, '2026-11-19', 'PM', true),
    ).toBe('No register of this Thursday afternoon is held.');
    expect(schoolSentence(schoolFigures(table, 0, 0), '2026-11-20', 'AM')).toBe(
      'No roster of this school has come in yet: nobody is on roll, and its registers wait.',
    );
    expect(says(62, 50)).toBe('Waiting: 62% of its registers are in.');
    expect(says(100, 89)).toBe('6 more pupils away than on its last Friday mornings.');
  });

  test('[SCREEN93] keys do nothing with a modifier', () => {
    const key = (more: object) => ({
      key: '/',
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      target: null,
      ...more,
    });
    Object.assign(globalThis, { Element: class {} });
    expect(readShortcut(key({}))).toBe('search');
    expect(readShortcut(key({ key: ' ' }))).toBe('pause');
    expect(readShortcut(key({ ctrlKey: true }))).toBeNull();
    expect(readShortcut(key({ key: 'x' }))).toBeNull();
  });
});
