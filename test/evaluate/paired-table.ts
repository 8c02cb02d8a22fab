/** Tables of ours against the rivals on the same falls (`paired.ts`), as Markdown. */
import { addScores } from './add.ts';
import { type Match, matchOf, wrongAt, wrongIn } from './match.ts';
import {
  advantage,
  type Estimate,
  FALL_GROUPS,
  type FallGroup,
  MEAN_DAYS,
  type Measure,
  oursMean,
  SHARES,
  TWO_POINT_STEPS,
} from './paired.ts';
import type { Scores } from './run.ts';
import { BANDS, oneIn } from './table.ts';

type Matches = readonly (Match | undefined)[];
const MATCHED = ['over all schools', 'within the size'] as const;

/** For each rival where it stands: over all schools, or within each size band. */
function matchesOf(scores: Scores, how: (typeof MATCHED)[number], band: number): Matches {
  const within = how === 'within the size' ? band : undefined;
  return scores.rivals.map((rival) => matchOf(rival, scores.ours, within));
}

/** Ours, and by how much it is better than whichever rival does best on that very measure. */
export function nearestTable(seeds: readonly Scores[]): string {
  const scores = addScores(seeds);
  const measures = [...SHARES, MEAN_DAYS];
  const names = measures.map(({ name }) => name);
  const head = `| matched | pupils | falls | n | ${names.join(' | ')} |\n|${'---|'.repeat(names.length + 4)}`;
  const rows = MATCHED.flatMap((how) =>
    BANDS.flatMap((pupils, band) => {
      const matches = matchesOf(scores, how, band);
      return FALL_GROUPS.map((group) => {
        const { falls } = oursMean(seeds, band, group, MEAN_DAYS);
        const cells = measures.map((measure) => nearest(seeds, matches, band, group, measure));
        return `| ${[how, pupils, group.name, falls, ...cells].join(' | ')} |`;
      });
    }),
  );
  return [head, ...rows].join('\n');
}

function nearest(
  seeds: readonly Scores[],
  matches: Matches,
  band: number,
  group: FallGroup,
  measure: Measure,
): string {
  const own = oursMean(seeds, band, group, measure);
  const found = matches
    .flatMap((match, r) => (match ? [{ r, by: advantage(seeds, r, match, band, group, measure) }] : []))
    .sort((a, b) => a.by.mean - b.by.mean)[0];
  if (!found) return shown(own.mean, measure);
  return `${shown(own.mean, measure)}: ${difference(found.by, measure)} ${shortName(seeds[0].rivals[found.r].name)}`;
}

/** Every rival on two-point steps: by how many days ours is sooner in the mean, by size and way of matching. */
export function rivalsTable(seeds: readonly Scores[]): string {
  const scores = addScores(seeds);
  const columns = MATCHED.flatMap((how) => [1, 2, 3].map((band) => ({ how, band })));
  const titles = columns.map(({ how, band }) => `${BANDS[band]}, ${how}`);
  const head = `| sooner than, mean days, step 2 | ${titles.join(' | ')} |\n|${'---|'.repeat(titles.length + 1)}`;
  const rows = scores.rivals.map(({ name }, r) => {
    const cells = columns.map(({ how, band }) => {
      const match = matchesOf(scores, how, band)[r];
      if (!match) return 'never as few';
      return difference(advantage(seeds, r, match, band, TWO_POINT_STEPS, MEAN_DAYS), MEAN_DAYS);
    });
    return `| ${[name, ...cells].join(' | ')} |`;
  });
  return [head, ...rows].join('\n');
}

/** Where each rival's wrong listings fall when in all they are as many as ours: by size. */
export function wrongTable(seeds: readonly Scores[]): string {
  const scores = addScores(seeds);
  const head = `| listed wrongly, as many over all schools | ${BANDS.join(' | ')} |\n|${'---|'.repeat(BANDS.length + 1)}`;
  const row = (name: string, wrong: (band: number) => number) =>
    `| ${[name, ...BANDS.map((_, band) => oneIn(wrong(band)))].join(' | ')} |`;
  const rows = scores.rivals.flatMap((rival) => {
    const match = matchOf(rival, scores.ours);
    return match ? [row(rival.name, (band) => wrongAt(rival, match, band))] : [];
  });
  return [head, row('**Bellwether**', (band) => wrongIn(scores.ours, band)), ...rows].join('\n');
}

const shortName = (name: string) => name.replace(/ \(.*/, '');
const shown = (value: number, { sign }: Measure) =>
  sign > 0 ? `${(100 * value).toFixed(1)}%` : value.toFixed(1);

/** With its sign, in points of a share or in days; above nought ours is better. */
export function difference({ mean, low, high }: Estimate, { sign }: Measure): string {
  const signed = (value: number) => {
    const text = (sign > 0 ? 100 * value : value).toFixed(sign > 0 ? 1 : 2);
    return value > 0 ? `+${text}` : text;
  };
  return `${signed(mean)} (${signed(low)} to ${signed(high)})`;
}
