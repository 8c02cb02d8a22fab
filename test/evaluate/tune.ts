/** For tuning, on seeds 1 to 10 only: `node --import tsx test/evaluate/tune.ts [schools] [seeds] [rivals]`. */
import { FALL_POINTS } from './falls.ts';
import { newScores, runWorld } from './run.ts';
import { changesAYear, everShare, KINDS, median, precision, type Score, wrongShare } from './score.ts';
import { makeWorld } from './world-one-two.ts';

const [schools, seeds, rivals] = [
  Number(process.argv[2] ?? 4000),
  Number(process.argv[3] ?? 2),
  process.argv[4] === 'rivals',
];

function line(name: string, score: Score): string {
  const days = KINDS.map((_, kind) =>
    FALL_POINTS.map((_, p) =>
      [1, 3, 0, 2].map((band) => median(score.caught[band][kind][p]).median).join('/'),
    ).join('  '),
  );
  return `${name.padEnd(34)} 1 in ${(1 / wrongShare(score)).toFixed(0)} ever ${(100 * everShare(score)).toFixed(1)}% prec ${(100 * precision(score)).toFixed(0)}% chg ${changesAYear(score).toFixed(2)} wrongBand ${[0, 1, 2, 3].map((b) => ((100 * score.wrongDays[b]) / score.innocentDays[b]).toFixed(2)).join(' ')}\n    step ${days[0]}\n    grad ${days[1]}`;
}

const only = Number(process.env.WORLD ?? 0);
for (const kind of [1, 2] as const) {
  if (only !== 0 && only !== kind) continue;
  const scores = newScores(schools);
  const start = Date.now();
  for (let seed = 1; seed <= seeds; seed++) {
    runWorld(makeWorld(seed, { schools, kind }), scores, rivals);
  }
  console.log(
    `world ${kind} (${((Date.now() - start) / 1000).toFixed(1)} s); days by band 120-300/800+/<120/300-800 for ${FALL_POINTS.join(', ')}`,
  );
  console.log(line('ours', scores.ours));
  if (!rivals) continue;
  for (const rival of scores.rivals) {
    const at = rival.scores.findIndex((score) => wrongShare(score) <= wrongShare(scores.ours));
    const t = at < 0 ? rival.scores.length - 1 : at;
    console.log(line(`${rival.name} @${rival.thresholds[t]}`, rival.scores[t]));
  }
}
