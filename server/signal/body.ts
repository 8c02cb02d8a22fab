/** A signal as the contract shows it. */
import type { SignalBody } from '../../shared/api/signal.ts';
import type { SignalDay } from '../../shared/api/signal-days.ts';
import { fromDay } from '../../shared/attendance/dates.ts';
import type { JudgedDay } from '../../shared/watch/judged-days.ts';
import type { KnownSignal } from '../../shared/watch/known-signal.ts';

/** Points to the hundredth, never -0. */
const rounded = (points: number): number => Math.round(points * 100) / 100 + 0;

/** The parts of the gap: to the target where there is one, else the own part against what is expected. */
function gapBody({ gap, attendance, expected }: KnownSignal): SignalBody['gap'] {
  if (gap) return gap;
  const own = attendance === undefined ? null : rounded(attendance - expected);
  return { toTarget: null, season: null, shared: null, own };
}

export function signalBody(signal: KnownSignal): SignalBody {
  const { yearToDate } = signal;
  return {
    urn: signal.urn,
    date: fromDay(signal.day),
    standing: signal.standing,
    since: signal.since === 0 ? null : fromDay(signal.since),
    today: signal.today,
    likelyTonight: signal.likelyTonight,
    attendance: signal.attendance ?? null,
    expected: signal.expected,
    target: signal.target ?? null,
    evidence: signal.evidence,
    coverage: signal.coverage,
    extraAbsent: signal.extraAbsent ?? null,
    gap: gapBody(signal),
    yearToDate: {
      attendance: yearToDate?.attendance ?? null,
      path: yearToDate?.path ?? null,
      verdict: yearToDate?.verdict ?? 'too-early',
      neededFromHere: yearToDate?.neededFromHere ?? null,
      ...(yearToDate?.outlook === undefined ? {} : { outlook: yearToDate.outlook }),
    },
    level: signal.level,
    usualRange: signal.usualRange,
    ...(signal.fellOn === undefined ? {} : { fellOn: fromDay(signal.fellOn), fall: signal.fall ?? 0 }),
    rules: signal.rules,
    reason: signal.reason,
  };
}

/** A day as the signal saw it. */
export function dayBody({ day, path, onTarget, usable, standing, ...figures }: JudgedDay): SignalDay {
  const { attendance, expected, usualRange, toDate } = figures;
  return {
    date: fromDay(day),
    attendance: rounded(attendance),
    expected: rounded(expected),
    usualRange: rounded(usualRange),
    standing,
    usable,
    toDate: rounded(toDate),
    path: path === undefined ? null : rounded(path),
    onTarget: onTarget === undefined ? null : rounded(onTarget),
  };
}
