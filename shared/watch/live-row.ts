/** A signal as the small row that screens get live. */
import { SIGNAL_LENGTH, type SignalRow, STANDINGS, TODAYS, VERDICTS } from '../live/signal-row.ts';
import type { KnownSignal } from './known-signal.ts';

const tenths = (value: number | undefined): number | null =>
  value === undefined ? null : Math.round(value * 10);

export function liveRow(signal: KnownSignal): SignalRow {
  const row: SignalRow = [
    signal.urn,
    STANDINGS.indexOf(signal.standing),
    signal.since === 0 ? null : signal.since,
    TODAYS.indexOf(signal.today),
    Math.round(signal.likelyTonight * 100),
    tenths(signal.attendance),
    tenths(signal.expected),
    tenths(signal.target),
    tenths(signal.evidence),
    signal.extraAbsent ?? null,
    tenths(signal.gap?.season),
    tenths(signal.gap?.shared),
    tenths(signal.gap?.own),
    signal.yearToDate === undefined ? null : VERDICTS.indexOf(signal.yearToDate.verdict),
    signal.silent ? 1 : 0,
    tenths(signal.fall),
  ];
  if (row.length !== SIGNAL_LENGTH) throw new RangeError(`a signal row has ${SIGNAL_LENGTH} columns`);
  return row;
}
