/** The tables of docs/method.md, as Markdown. */
import { RULES } from '../../shared/signal/rules.ts';
import { FALL_POINTS } from './falls.ts';
import type { RivalScore, Scores } from './run.ts';
import {
  changesAYear,
  everShare,
  KINDS,
  median,
  precision,
  type Score,
  truthOfRecovering,
  wrongShare,
} from './score.ts';

export const BANDS = ['under 120', '120-299', '300-799', '800 and more'];
export const oneIn = (share: number) =>
  share > 0 ? `1 in ${Math.round(1 / share).toLocaleString('en')}` : 'none';
const percent = (share: number, digits = 0) => `${(100 * share).toFixed(digits)}%`;
const days = (value: number) => (Number.isFinite(value) ? String(value) : 'missed');

/** Of a rival the threshold at which it wrongly lists at most as many as we do; else its strictest. */
export function matched(
  rival: RivalScore,
  ours: Score,
): { threshold: number; score: Score; reached: boolean } {
  const at = rival.scores.findIndex((score) => wrongShare(score) <= wrongShare(ours));
  const found = at < 0 ? rival.scores.length - 1 : at;
  return { threshold: rival.thresholds[found], score: rival.scores[found], reached: at >= 0 };
}

function cell(values: readonly number[]): string {
  const { median: middle, low, high, count } = median(values);
  const few = count < 100 ? `, n ${count}` : '';
  return count === 0 ? '-' : `${days(middle)} (${days(low)}-${days(high)}${few})`;
}

function overall(name: string, score: Score, note: string): string {
  const two = FALL_POINTS.indexOf(2);
  return `| ${[
    name,
    note,
    oneIn(wrongShare(score)),
    percent(everShare(score), 1),
    percent(precision(score)),
    changesAYear(score).toFixed(2),
    cell(score.caught[1][0][two]),
    cell(score.caught[3][0][two]),
  ].join(' | ')} |`;
}

export function overallTable(scores: Scores): string {
  const head =
    '| monitor | at | listed wrongly | ever in a year | precision | changes a year | days, 2 points, 120-299 | days, 2 points, 800+ |\n|---|---|---|---|---|---|---|---|';
  const rows = scores.rivals.map((rival) => {
    const { threshold, score, reached } = matched(rival, scores.ours);
    return overall(rival.name, score, reached ? String(threshold) : `${threshold} (never as few)`);
  });
  return [head, overall('**Bellwether**', scores.ours, RULES.version), ...rows].join('\n');
}

/** How far our other list is to be believed. */
export const recoveringLine = ({ ours }: Scores) =>
  `Of the school-days called recovering ${percent(truthOfRecovering(ours))} were of a planted fall that was returning.`;

/** How far the number that chance would explain is to be believed: in the sample, which holds more falls than England. */
export const chanceLine = ({ chance: { listed, wrong, said, fallen } }: Scores) =>
  `Of the sample's school-days listed chance was said to explain ${percent(said / listed, 1)}; ${percent(wrong / listed, 1)} were of schools that had not fallen. Of the fallen ${percent((listed - wrong) / fallen)} were listed.`;

/** Ours by size of school: wrongly listed, ever, changes, and days to catch each kind of fall with 95% intervals. */
export function sizeTable({ ours }: Scores): string {
  const kinds = KINDS.flatMap((kind) => FALL_POINTS.map((points) => `${kind} ${points}`));
  const head = `| pupils | listed wrongly | ever | changes | ${kinds.join(' | ')} |\n|${'---|'.repeat(kinds.length + 4)}`;
  const rows = BANDS.map((name, band) => {
    const cells = KINDS.flatMap((_, kind) =>
      FALL_POINTS.map((_, points) => cell(ours.caught[band][kind][points])),
    );
    return `| ${[
      name,
      oneIn(ours.wrongDays[band] / ours.innocentDays[band]),
      percent(ours.everListed[band] / ours.innocents[band], 1),
      (ours.changes[band] / ours.innocents[band]).toFixed(2),
      ...cells,
    ].join(' | ')} |`;
  });
  return [head, ...rows].join('\n');
}
