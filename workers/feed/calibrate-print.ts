/** Prints what calibration found, for people. */
import { COMPARED_PHASES, type Finding } from './calibrate-compare.ts';
import type { SimulatedPhase } from './published.ts';
import type { SimulatedYear } from './simulated-year.ts';

interface Run {
  readonly seed: string;
  readonly profile: string | undefined;
  readonly seconds: number;
}

const cell = (value: number | null, digits = 3) =>
  (value === null ? '-' : value.toFixed(digits)).padStart(10);

function rowOf({ what, published, simulated, bound, within }: Finding): string {
  const difference = published === null ? null : simulated - published;
  const verdict = bound === null ? '' : within ? 'ok' : 'OUT';
  return `  ${what.padEnd(22)}${cell(published)}${cell(simulated)}${cell(difference)}${cell(bound)}  ${verdict}`;
}

const HEAD = `  ${''.padEnd(22)}${['published', 'simulated', 'difference', 'bound'].map((name) => name.padStart(10)).join('')}`;
const LAS_LISTED = 5;

function lasOf(findings: readonly Finding[]): string[] {
  const las = findings.filter(({ table }) => table === 'la');
  if (las.length === 0) return [];
  const gap = (one: Finding) => Math.abs(one.simulated - (one.published ?? 0));
  const mean = las.reduce((sum, one) => sum + gap(one), 0) / las.length;
  const furthest = [...las].sort((a, b) => gap(b) - gap(a)).slice(0, LAS_LISTED);
  const inside = las.filter(({ within }) => within).length;
  return [
    `  LAs within ${las[0].bound} point: ${inside} of ${las.length}; mean difference ${mean.toFixed(3)}; furthest:`,
    ...furthest.map(rowOf),
  ];
}

function printPhase(phase: SimulatedPhase, all: readonly Finding[], say: (line: string) => void): void {
  const findings = all.filter((one) => one.phase === phase);
  say(`\n${phase.toUpperCase()}\n${HEAD}`);
  for (const one of findings) if (one.table !== 'la') say(rowOf(one));
  for (const line of lasOf(findings)) say(line);
}

/** Prints tables by phase and the verdict. */
export function printFindings(
  findings: readonly Finding[],
  years: readonly SimulatedYear[],
  run: Run,
  say: (line: string) => void,
): void {
  const pupils = years.reduce((sum, year) => sum + year.sampled, 0);
  const marks = years.reduce((sum, year) => sum + year.codes.reduce((a, b) => a + b, 0), 0);
  say(
    `Simulated 8 September 2025 to 10 July 2026, seed "${run.seed}": ${pupils.toLocaleString('en-GB')} pupils,`,
  );
  say(
    `${marks.toLocaleString('en-GB')} marks, in ${run.seconds.toFixed(0)} s. Percent of possible sessions; weekdays in points.`,
  );
  say(
    run.profile
      ? `LAs shaped by ${run.profile}.`
      : 'LAs modelled: only their spread is compared with the published one.',
  );
  for (const phase of COMPARED_PHASES) printPhase(phase, findings, say);
  const bounded = findings.filter(({ bound }) => bound !== null);
  const out = bounded.filter(({ within }) => !within);
  say(`\n${bounded.length - out.length} of ${bounded.length} figures within bounds.`);
  for (const one of out) say(`  out of bounds: ${one.phase} ${one.table} ${one.what}`);
}
