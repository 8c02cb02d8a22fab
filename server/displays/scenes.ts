/** The scenes of a wall: one finding in words, one figure, one list, one map each. Pure: figures in, words out. */
import type { Scene, WallHex, WallRow } from '../../shared/api/displays.ts';
import { LOCAL_AUTHORITIES, localAuthority, REGIONS } from '../../shared/attendance/areas.ts';
import { toDay } from '../../shared/attendance/dates.ts';
import { isSoFar } from '../../shared/attendance/so-far.ts';
import { countWords, MOST_WORDS, partsOfScene, type SceneId } from '../../shared/displays/scenes.ts';
import { type AreaPicture, judgedGap } from './area-picture.ts';
import type { AreaFigures } from './area-sums.ts';
import type { SchoolLists } from './school-lists.ts';
import { awayWords, count, dayName, plural, rate, share, signedPoints, wholePercent } from './words.ts';

export const MOST_ROWS = 8;
/** Over the columns of a list of schools: by how much its own level has fallen or come back, and since when it is listed. */
const SINCE = { value: 'points', note: 'since' };
/** Rows of the first scene: which schools first. */
const FIRST_ROWS = 5;
const ALMOST_ALL = 0.995;
const SAME_AS_USUAL = 0.4;

export interface SceneParts {
  scopeName: string;
  picture: AreaPicture;
  lists: SchoolLists;
  /** What the fact at the foot may take of the words. */
  factWords: number;
}

type Built = Omit<Scene, 'id' | 'map' | 'list'> & {
  /** The title may say how many of the rows are shown: some are left out so that all can be read in time. */
  list: Omit<Scene['list'], 'title'> & { title: string | ((shown: number) => string) };
  light?: string | null;
  shows?: Scene['map']['shows'];
};

const when = ({ date, session }: AreaPicture): string =>
  `${dayName(toDay(date))} ${session === 'AM' ? 'morning' : 'afternoon'}`;

function findingOf(name: string, figures: AreaFigures, picture: AreaPicture): string {
  if (picture.closed > 0 && picture.schools === 0) return `${name} is closed today`;
  if (figures.attendance === null) return `${name}: no registers yet this ${when(picture)}`;
  if (judgedGap(figures) === null || figures.gap === null) return `${name}: registers are coming in`;
  const away = awayWords(figures.gap);
  const is = isSoFar(figures.coverage) ? 'so far is' : 'is';
  return away === null
    ? `${name} ${is} as on a usual ${when(picture)}`
    : `${name} ${is} ${away} a usual ${when(picture)}`;
}

const attending = (figures: AreaFigures): Scene['figure'] => ({
  value: rate(figures.attendance),
  unit: figures.attendance === null ? '' : '%',
  says: 'attending so far, ages 5 to 15',
});

function areaScene({ scopeName, picture, lists }: SceneParts): Built {
  return {
    headline: findingOf(scopeName, picture.whole, picture),
    figure: attending(picture.whole),
    list: {
      title: 'Look at now, surest first',
      heads: SINCE,
      rows: lists.slipping.rows.slice(0, FIRST_ROWS),
      none: lists.judged === 0 ? 'Too early to say: history is being read.' : 'No school is slipping.',
    },
  };
}

/** One population, the open schools that the rest of the wall is of; while some cannot be judged yet, how many can. */
function judgedOf(judged: number, { schools, closed }: AreaPicture, scopeName: string): string {
  const all = schools > 0 ? schools : closed;
  return judged >= all
    ? `${plural(all, 'school')} in ${scopeName}`
    : `${count(judged)} judged so far of ${plural(all, 'school')}`;
}

/**
 * Which of a list a page shows, where it is not all: `1 to 8 of 16`; `5 of 11` where only five may be shown here.
 * @param before rows on earlier pages
 * @param shown rows of the page
 * @param listed how many of all may be shown here
 */
function placesOf(before: number, shown: number, listed: number, total: number): string {
  if (shown <= 0 || shown === total) return '';
  const places = shown === listed ? count(listed) : `${before + 1} to ${before + shown}`;
  return `${places} of ${count(total)}`;
}

function standingScene(
  { lists, picture, scopeName }: SceneParts,
  which: 'slipping' | 'recovering',
  before: number,
): Built {
  const { total, rows } = lists[which];
  const isSlipping = which === 'slipping';
  const level = total === 1 ? 'its own usual level' : 'their own usual level';
  return {
    headline: `${isSlipping ? 'Fallen from' : 'Coming back to'} ${level}`,
    figure: {
      value: count(total),
      unit: '',
      says: `${which}, of ${judgedOf(lists.judged, picture, scopeName)}`,
    },
    list: {
      title: (shown) =>
        `${placesOf(before, shown, rows.length, total) || 'All'}, ${isSlipping ? 'surest' : 'newest'} first`,
      heads: SINCE,
      rows: rows.slice(before, before + MOST_ROWS),
      none: total === 0 ? `No school is ${which}.` : 'No more that may be shown here.',
    },
  };
}

/** A list's page: it goes on where the one before had to end. */
function standingPage(parts: SceneParts, which: 'slipping' | 'recovering', page: number): Built {
  let before = 0;
  for (let earlier = 1; earlier < page; earlier++)
    before += readable(standingScene(parts, which, before), parts.factWords).length;
  return standingScene(parts, which, before);
}

/** Areas by how far they are from usual, the furthest first. */
function byChange(areas: Iterable<readonly [string, AreaFigures]>): [string, AreaFigures, number][] {
  const judged: [string, AreaFigures, number][] = [];
  for (const [code, figures] of areas) {
    const gap = judgedGap(figures);
    if (gap !== null) judged.push([code, figures, gap]);
  }
  return judged.sort((a, b) => Math.abs(b[2]) - Math.abs(a[2]) || (a[0] < b[0] ? -1 : 1));
}

const laRow = (code: string, figures: AreaFigures, gap: number): WallRow => ({
  glyph: gap <= -SAME_AS_USUAL ? 'below' : gap >= SAME_AS_USUAL ? 'above' : 'usual',
  name: localAuthority(code)?.name ?? code,
  value: signedPoints(gap),
  note: `${share(figures.coverage)}%`,
});

function regionScene({ picture }: SceneParts, rank: number): Built {
  const found = byChange(picture.regions)[rank - 1];
  if (!found)
    return {
      headline: 'Regions can be compared once a fifth of registers are in',
      figure: attending(picture.whole),
      list: { title: 'Against usual', rows: [], none: 'Waiting for registers.' },
    };
  const [code, figures, gap] = found;
  const name = REGIONS.find((region) => region.code === code)?.name ?? code;
  const away = awayWords(gap);
  const own = byChange(picture.las).filter(([la]) => localAuthority(la)?.region === code);
  const within = LOCAL_AUTHORITIES.filter(({ region }) => region === code).length;
  return {
    headline:
      away === null
        ? `${name} moves with England today`
        : rank === 1
          ? `${name} has moved most: ${away} usual`
          : `${name} is ${away} usual`,
    figure: attending(figures),
    list: {
      title: (shown) => `Against usual${shown < within ? `, ${shown} of ${within}` : ''}`,
      heads: { value: 'points', note: 'in' },
      rows: own.slice(0, MOST_ROWS).map(([la, of, points]) => laRow(la, of, points)),
      none: 'No authority has enough registers in to be compared.',
    },
    light: code,
  };
}

function feedScene({ picture, scopeName }: SceneParts): Built {
  const { schools, heard, whole, las } = picture;
  const waiting = [...las]
    .filter(([, { coverage, isClosed }]) => !isClosed && (coverage ?? 0) < ALMOST_ALL)
    .sort(([a, one], [b, other]) => (one.coverage ?? 0) - (other.coverage ?? 0) || (a < b ? -1 : 1));
  return {
    headline:
      heard >= schools && schools > 0
        ? `Every school in ${scopeName} has sent registers`
        : `${count(heard)} of ${plural(schools, 'school')} in ${scopeName} have sent registers`,
    figure: {
      value: share(whole.coverage),
      unit: whole.coverage === null ? '' : '%',
      says: 'of registers in',
    },
    list: {
      title: 'Authorities with registers to come',
      rows: waiting.slice(0, MOST_ROWS).map(([code, { coverage }]) => ({
        glyph: 'waiting' as const,
        name: localAuthority(code)?.name ?? code,
        value: `${share(coverage)}%`,
        note: '',
      })),
      none: 'Nearly all registers are in everywhere.',
    },
    shows: 'coverage',
  };
}

/** The scene a wall jumps to: who dropped suddenly. */
export function jumpScene(parts: SceneParts, rows: readonly WallRow[], total: number): Scene {
  const built: Built = {
    headline:
      total === 1
        ? 'One school has dropped suddenly today'
        : `${count(total)} schools have dropped suddenly today`,
    figure: { value: count(total), unit: '', says: total === 1 ? 'sudden drop' : 'sudden drops' },
    list: {
      title: 'Below what was expected today',
      rows: rows.slice(0, MOST_ROWS),
      none: 'See the desk for which.',
    },
  };
  return finish('jump', parts, built);
}

export function sceneOf(scene: SceneId, parts: SceneParts): Scene {
  const { subject, rank } = partsOfScene(scene);
  switch (subject) {
    case 'area':
      return finish(scene, parts, areaScene(parts));
    case 'slipping':
    case 'recovering':
      return finish(scene, parts, standingPage(parts, subject, rank));
    case 'region':
      return finish(scene, parts, regionScene(parts, rank));
    case 'feed':
      return finish(scene, parts, feedScene(parts));
  }
}

/** In the order of their codes: two gateways have read the registry in orders of their own. */
const byCode = <T>(areas: ReadonlyMap<string, T>): [string, T][] =>
  [...areas].sort(([a], [b]) => (a < b ? -1 : 1));

const titled = ({ list: { title } }: Built, shown: number): string =>
  typeof title === 'string' ? title : title(shown);

/** The rows of a list that can be read in the time there is, beside the other words. */
function readable(built: Built, factWords: number): WallRow[] {
  const { headline, figure, list } = built;
  const frame = [headline, figure.value, figure.says, titled(built, list.rows.length)];
  let left = MOST_WORDS - factWords - countWords(frame);
  const cut = list.rows.findIndex((row) => {
    left -= countWords([row.name, row.value, row.note]);
    return left < 0;
  });
  return cut < 0 ? list.rows : list.rows.slice(0, cut);
}

/** Adds the map, and leaves out rows from the end until the words can be read in the time there is. */
function finish(id: string, { picture, factWords }: SceneParts, built: Built): Scene {
  const { headline, figure, list, light = null, shows = 'gap' } = built;
  const rows = readable(built, factWords);
  const hexes = byCode(picture.las).map(([code, figures]): WallHex => {
    const coverage = wholePercent(figures.coverage) ?? 0;
    return [code, figures.isClosed ? null : judgedGap(figures), coverage, figures.isClosed];
  });
  const regions = byCode(picture.regions).map(([code, figures]): [string, number | null] => [
    code,
    judgedGap(figures),
  ]);
  const map = {
    title: shows === 'gap' ? 'Points from usual, less all England’s' : 'Share of registers in',
    shows,
    hexes,
    regions,
    light,
    takenAt: picture.takenAt,
  };
  return { id, headline, figure, list: { ...list, title: titled(built, rows.length), rows }, map };
}
