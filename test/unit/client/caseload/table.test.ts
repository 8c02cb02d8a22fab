import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stripBars, stripWords } from '../../../../client/caseload/strip.ts';
import { movedRow, rowsInSight } from '../../../../client/caseload/windowing.ts';
import { toCsv } from '../../../../client/ui/csv.ts';

describe('the long table', () => {
  test('[CASE4] every row in sight is drawn, and never more than a screen and a few', () => {
    const arb = fc.record({
      rows: fc.nat(5000),
      top: fc.integer({ min: -900, max: 200_000 }),
      height: fc.integer({ min: 0, max: 2200 }),
    });
    fc.assert(
      fc.property(arb, ({ rows, top, height }) => {
        const { first, end } = rowsInSight(rows, 36, top, height);
        expect(end - first).toBeLessThanOrEqual(Math.ceil(height / 36) + 18);
        for (
          let row = Math.max(0, Math.ceil(top / 36));
          row < Math.min(rows, (top + height) / 36 - 1);
          row++
        ) {
          expect(row).toBeGreaterThanOrEqual(first);
          expect(row).toBeLessThan(end);
        }
      }),
    );
  });

  test('[CASE4] arrows, pages, Home and End stay within the rows', () => {
    expect(movedRow('ArrowDown', 2999, 3000, 20)).toBe(2999);
    expect(movedRow('PageDown', 10, 3000, 20)).toBe(30);
    expect(movedRow('End', 0, 3000, 20)).toBe(2999);
    expect(movedRow('Home', 9, 3000, 20)).toBe(0);
    expect(movedRow('x', 9, 3000, 20)).toBeNull();
  });
});

describe('the strip of a school’s last days', () => {
  const days = { standings: 'oos-r', gaps: [10, -30, -90, null, 5], gap: -2.1 };

  test('[CASE7] a bar goes up or down from expected and has the shape of the standing at the close', () => {
    const bars = stripBars(days);
    expect(bars.map(({ kind }) => kind)).toEqual(['usual', 'usual', 'below', 'none', 'above']);
    expect(bars[0].y + bars[0].height).toBe(11);
    expect(bars[1].y).toBe(11);
    expect(bars[2].height).toBe(10);
  });

  test('[CASE7] it says in words what it shows', () => {
    expect(stripWords(days)).toBe(
      'Last 4 school days: on track on 2, slipping on 1, recovering on 1. Together −2.1 points from expected.',
    );
  });
});

describe('the file of a table', () => {
  test('[CASE8] says what it is of and when before its lines, and holds no formula', () => {
    const csv = toCsv(
      [['As at', '2026-11-20T09:40:00Z']],
      ['school', 'points'],
      [
        ['=HYPERLINK("x")', -1.5],
        ['A, "B"', null],
      ],
    );
    expect(csv.split('\r\n')).toEqual([
      'As at,2026-11-20T09:40:00Z',
      'school,points',
      `"'=HYPERLINK(""x"")",-1.5`,
      '"A, ""B""",',
      '',
    ]);
  });
});
