import { expect, test } from 'vitest';
import { FILLS } from '../../../../client/map/colours.ts';
import { COVERAGE_FILLS, signOf, wallCells } from '../../../../client/wall/hex-map.ts';

const hexes: [string, number | null, number, boolean][] = [
  ['202', -2.1, 0.97, false],
  ['203', 0.4, 0.5, false],
];
const cellOf = (shows: 'gap' | 'coverage', la: string) =>
  wallCells({ hexes, shows }, true, 'dark').find((cell) => cell.la.code === la);

test('[WALL98] a hexagon is filled by what its map shows, and says it where there is room', () => {
  expect(cellOf('gap', '202')).toMatchObject({
    fill: FILLS.dark[0],
    sign: 'down',
    label: '−2.1',
    dashed: false,
  });
  expect(cellOf('gap', '203')).toMatchObject({
    fill: FILLS.dark[4],
    sign: null,
    label: '+0.4',
    dashed: true,
  });
  expect(cellOf('coverage', '202')).toMatchObject({ fill: COVERAGE_FILLS.dark[2], sign: null, label: '97%' });
  expect(cellOf('coverage', '203')).toMatchObject({ fill: COVERAGE_FILLS.dark[0], dashed: true });
  expect(cellOf('coverage', '330')).toMatchObject({ dashed: true, label: '' });
});

test('[WALL98] the key bears the same signs as the hexagons', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7].map(signOf)).toEqual(['down', 'down', null, null, null, 'up', 'up', null]);
});
