/** Figures in words: for titles, for cards and for those who listen. */
import { type Session, toDay, weekday } from '../../shared/attendance/dates.ts';
import { isSoFar } from '../../shared/attendance/so-far.ts';
import { AREA_JUDGED_FROM, JUDGED_FROM } from '../map/colours.ts';
import type { AreaTarget } from '../state/area-target.ts';
import type { SchoolFigures } from '../state/school-figures.ts';
import { toTenth } from '../state/shown.ts';
import type { SessionClose } from '../state/signals.ts';
import type { AreaFigures } from '../state/sums.ts';
import { count, dayName, plural, points, rate, sessionName, share } from './format.ts';

/** `0.4 below usual`, `as usual`, or why there is no comparison. */
export function againstUsual(gap: number | null): string {
  if (gap === null) return 'no usual to compare with yet';
  const size = Math.abs(gap).toFixed(1);
  if (size === '0.0') return 'as usual';
  return `${size} ${gap < 0 ? 'below' : 'above'} usual`;
}

/** How far all of England lies from usual beside a place's own gap, for schools of its phases: `England, same phases: −1.7`. */
export const sharedPart = (shared: number): string => `England, same phases: ${points(shared)}`;

/** Where a session will close: `93.1% (92.8 to 93.4)`. */
export const closing = ({ close, low, high }: SessionClose): string =>
  `${rate(close)}% (${rate(low)} to ${rate(high)})`;

/** `1.4 below so far: 92.4%, target 93.8%`: beside the words that say of which schools. `coverage`: 0 to 1. */
export function toTarget(
  { gap, attendance, target }: Pick<AreaTarget, 'gap' | 'attendance' | 'target'>,
  coverage: number | null,
): string {
  const soFar = isSoFar(coverage) ? ' so far' : '';
  const size = Math.abs(gap).toFixed(1);
  const away = size === '0.0' ? 'on it' : `${size} ${gap < 0 ? 'below' : 'above'}`;
  return `${away}${soFar}: ${rate(attendance)}%, target ${rate(target)}%`;
}

/** What the hexagons and points show, as their title. `national` is England's own gap, null where it is not known; where it is 0.0 nothing is taken away. */
export function pictureTitle(of: 'Authorities' | 'Schools', national: number | null): string {
  if (national === null || toTenth(national) === 0) return `${of} against usual`;
  return `${of} against usual, less England’s ${points(national)}`;
}

const FRIDAY = 5;

/** The title of a page: what there is to be seen, not what is plotted. `isPast`: of a moment gone by. */
export function finding(
  name: string,
  figures: AreaFigures | null,
  date: string,
  session: Session,
  isPast = false,
): string {
  const when = sessionName(date, session);
  if (!figures || figures.onRoll === 0) return `${name}: no school has pupils here yet`;
  const { schools, coverage, gap } = figures;
  if (schools.closed > 0 && schools.partial + schools.complete === 0) return `${name} is closed this ${when}`;
  const isSchoolDay = weekday(toDay(date)) <= FRIDAY && schools.expected + schools.closed > 0;
  if (figures.marked === 0 && !isSchoolDay) return `${name}: no school this ${dayName(date)}`;
  if (figures.marked === 0 && isPast) return `${name}: no register of this moment is held`;
  if (figures.marked === 0) return `${name}: no registers yet this ${when}`;
  if ((coverage ?? 0) < AREA_JUDGED_FROM) return `${name}: registers are coming in`;
  if (gap === null) return `${name}: no earlier ${when} to compare with yet`;
  const is = isSoFar(coverage) ? 'so far is' : 'is';
  const size = Math.abs(gap).toFixed(1);
  if (size === '0.0') return `${name} ${is} as on a usual ${when}`;
  return `${name} ${is} ${size} ${gap < 0 ? 'below' : 'above'} a usual ${when}`;
}

/** All that a hexagon shows, in one sentence. */
export function areaSentence(name: string, figures: AreaFigures | null): string {
  if (!figures || figures.onRoll === 0) return `${name}: nothing in yet`;
  const { schools } = figures;
  if (schools.closed > schools.partial + schools.complete)
    return `${name}: ${plural(schools.closed, 'school')} closed`;
  if (figures.marked === 0) return `${name}: no registers yet, ${count(figures.onRoll)} on roll`;
  const wide = figures.shared === null ? '' : ` ${sharedPart(figures.shared)},`;
  return `${name}: ${rate(figures.attendance)}% attending, ${againstUsual(figures.gap)},${wide} ${share(figures.coverage)} of registers in`;
}

/** A school's session so far. Nothing is judged before 80% of its registers are in. */
export function schoolSentence(
  figures: SchoolFigures | null,
  date: string,
  session: Session,
  isPast = false,
): string {
  const when = sessionName(date, session);
  if (!figures || figures.state === null || figures.onRoll === 0)
    return 'No roster of this school has come in yet: nobody is on roll, and its registers wait.';
  if (figures.state === 'closed') return `Closed this ${when}.`;
  if (figures.marked === 0)
    return isPast ? `No register of this ${when} is held.` : `No registers yet this ${when}.`;
  if ((figures.coverage ?? 0) < JUDGED_FROM)
    return `Waiting: ${share(figures.coverage)} of its registers are in.`;
  if (figures.gap === null) return `No earlier ${when} to compare with yet.`;
  const away = Math.round((((figures.usual ?? 0) - (figures.attendance ?? 0)) * figures.possible) / 100);
  if (away === 0) return `As many away as on its last ${when}s.`;
  const size = Math.abs(away);
  return `${count(size)} ${away > 0 ? 'more' : 'fewer'} ${size === 1 ? 'pupil' : 'pupils'} away than on its last ${when}s.`;
}
