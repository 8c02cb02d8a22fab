/** Scales and paths of the chart of the session as it fills. */
import { scaleLinear } from 'd3';
import type { Session } from '../../shared/attendance/dates.ts';
import type { Minute } from '../state/morning.svelte.ts';

/** Minute of the day at which the picture of a session begins, and the earliest at which it ends. */
const SPAN = { AM: [8 * 60 + 15, 10 * 60 + 30], PM: [12 * 60 + 45, 15 * 60] } as const;
/** A finding needs some registers: below this share no attendance is drawn. */
const DRAWN_FROM = 0.02;
const LEAST_POINTS = 4;
/** Labels of the hours: as near as there is room for one, pixels. */
const STEPS = [30, 60, 120] as const;
const HOUR_WIDTH = 52;

export interface MorningChart {
  /** Hours (or half hours) to label: place and text. */
  hours: { x: number; text: string }[];
  coverage: string;
  attendance: string;
  /** Place of the last minute; null without one. */
  last: { x: number; coverageY: number; attendanceY: number | null } | null;
  /** Height of a percentage in the attendance band. */
  y: (percent: number) => number;
  ticks: number[];
}

/** Thousandths of a pixel are enough. */
const short = (value: number): number => Math.round(value * 1000) / 1000;

/** Straight from point to point: d3-shape would be a twentieth of the first view's script for it. */
const pathOf = (points: readonly (readonly [number, number])[]): string =>
  points.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${short(px)},${short(py)}`).join('');

/** A minute as it is drawn: share of registers in, 0 to 1, and attendance in percent. */
interface Drawn {
  minute: number;
  coverage: number;
  attendance: number | null;
}

/** The minutes as shares of those on roll now, whatever was loaded then: the curve of the registers only rises. */
const drawnOf = (minutes: readonly Minute[], onRoll: number): Drawn[] =>
  minutes.map(({ minute, marked, possible, attending }) => ({
    minute,
    coverage: onRoll > 0 ? Math.min(1, marked / onRoll) : 0,
    attendance: possible > 0 ? (100 * attending) / possible : null,
  }));

export interface MorningBox {
  width: number;
  /** Heights of the attendance band and of the coverage band below it. */
  upper: number;
  lower: number;
}

function domainOf(minutes: readonly Drawn[], usual: number | null): [number, number] {
  const values = minutes.flatMap(({ attendance, coverage }) =>
    attendance !== null && coverage >= DRAWN_FROM ? [attendance] : [],
  );
  if (usual !== null) values.push(usual);
  if (values.length === 0) return [90, 96];
  const middle = (Math.min(...values) + Math.max(...values)) / 2;
  const half = Math.max(LEAST_POINTS / 2, (Math.max(...values) - Math.min(...values)) / 2 + 0.5);
  return [Math.floor(middle - half), Math.min(100, Math.ceil(middle + half))];
}

const clockText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Lays out one session of one area. */
export function morningChart(
  all: readonly Minute[],
  { onRoll, usual }: { onRoll: number; usual: number | null },
  session: Session,
  { width, upper, lower }: MorningBox,
): MorningChart {
  const [start, end] = SPAN[session];
  const minutes = drawnOf(all, onRoll).filter(
    ({ minute, coverage }) => minute >= start && (session === 'AM' || coverage > 0),
  );
  const latest = minutes.at(-1)?.minute ?? start;
  const until = Math.max(end, Math.ceil((latest + 10) / 30) * 30);
  const x = scaleLinear([start, until], [0, width]);
  const y = scaleLinear(domainOf(minutes, usual), [upper, 0]);
  const down = scaleLinear([0, 1], [lower, 0]);
  const drawn = minutes.filter(({ attendance, coverage }) => attendance !== null && coverage >= DRAWN_FROM);
  const step = STEPS.find((minutes) => (width * minutes) / (until - start) >= HOUR_WIDTH) ?? 120;
  const last = minutes.at(-1);
  return {
    hours: Array.from({ length: Math.floor(until / step) - Math.ceil(start / step) + 1 }, (_, i) => {
      const minute = (Math.ceil(start / step) + i) * step;
      return { x: x(minute), text: clockText(minute) };
    }),
    coverage:
      minutes.length === 0
        ? ''
        : `${pathOf(minutes.map((d) => [x(d.minute), down(d.coverage)]))}L${short(x(minutes[minutes.length - 1].minute))},${lower}L${short(x(minutes[0].minute))},${lower}Z`,
    attendance: pathOf(drawn.map((d) => [x(d.minute), y(d.attendance ?? 0)])),
    last: last
      ? {
          x: x(last.minute),
          coverageY: down(last.coverage),
          attendanceY: last.attendance === null || last.coverage < DRAWN_FROM ? null : y(last.attendance),
        }
      : null,
    y,
    ticks: y.ticks(3),
  };
}
