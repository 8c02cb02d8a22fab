/** What is photographed: who looks at what, on which screen. */

type Scene = 'code' | 'area' | 'slipping' | 'recovering' | 'region' | 'feed' | 'calm';
type Place = 'england' | 'region' | 'la' | 'trust' | 'hub' | 'school' | 'signed-out';

export interface Shot {
  name: string;
  /** `wall` is a display of its own; the others sign in at the desk. */
  role: 'central' | 'hub' | 'la' | 'school' | 'admin' | 'wall';
  /** What it is of: a view of a desk; a scene of a wall, or its code. */
  of: Scene | Place;
  size: { width: number; height: number };
  theme: 'dark' | 'light';
  /** More of the address: `show=map`. */
  more?: string;
  /** A key pressed once the page stands, and what is written then. */
  press?: string;
  write?: string;
  /** Scrolled as far down as it goes, 0 to 1. */
  down?: number;
  /** What is scrolled to where the page is longer than the screen: a selector. */
  to?: string;
}

export const DESK = { width: 1440, height: 900 };
export const WALL = { width: 1920, height: 1080 };
export const LARGE = { width: 3840, height: 2160 };
export const PHONE = { width: 390, height: 844 };
export const THEMES = ['dark', 'light'] as const;

const wall = (of: Scene, theme: Shot['theme'] = 'dark', size = WALL, name = `wall-${of}`): Shot => ({
  name,
  role: 'wall',
  of,
  size,
  theme,
});

/** The pictures of docs/screens. */
export const DOCUMENTED: readonly Shot[] = [
  { name: 'england-1440-dark', role: 'central', of: 'england', size: DESK, theme: 'dark' },
  { name: 'england-1440-light', role: 'central', of: 'england', size: DESK, theme: 'light' },
  { name: 'england-3840-dark', role: 'central', of: 'england', size: LARGE, theme: 'dark' },
  { name: 'hub-1440-light', role: 'hub', of: 'hub', size: DESK, theme: 'light' },
  { name: 'hub-390-dark', role: 'hub', of: 'hub', size: PHONE, theme: 'dark' },
  { name: 'hub-3840-dark', role: 'hub', of: 'hub', size: LARGE, theme: 'dark' },
  { name: 'school-1440-dark', role: 'central', of: 'school', size: DESK, theme: 'dark' },
  {
    name: 'absentees-1440-dark',
    role: 'hub',
    of: 'hub',
    more: 'page=absentees',
    size: DESK,
    theme: 'dark',
  },
  wall('area'),
  wall('slipping'),
  wall('region'),
  wall('code'),
];

type Look = Omit<Shot, 'size' | 'theme' | 'name'> & { page: string };

const england = { role: 'central', of: 'england' } as const;
const LOOKS: readonly Look[] = [
  { page: 'england', ...england },
  { page: 'england-map', ...england, more: 'show=map', to: '.view > .panel' },
  { page: 'england-table', ...england, more: 'show=table&beside=parts', to: '.view > .panel' },
  { page: 'england-lists', ...england, to: '.boards' },
  { page: 'england-foot', ...england, down: 1 },
  { page: 'region', role: 'central', of: 'region' },
  { page: 'la', role: 'la', of: 'la' },
  { page: 'trust', role: 'central', of: 'trust' },
  { page: 'hub', role: 'hub', of: 'hub' },
  { page: 'hub-foot', role: 'hub', of: 'hub', down: 1 },
  { page: 'absentees', role: 'hub', of: 'hub', more: 'page=absentees' },
  { page: 'absentees-counts', role: 'la', of: 'la', more: 'page=absentees' },
  { page: 'absentees-school', role: 'school', of: 'school', more: 'page=absentees' },
  { page: 'school', role: 'central', of: 'school' },
  { page: 'school-middle', role: 'central', of: 'school', down: 0.4 },
  { page: 'school-low', role: 'central', of: 'school', down: 0.75 },
  { page: 'school-foot', role: 'central', of: 'school', down: 1 },
  { page: 'own-school', role: 'school', of: 'school' },
  { page: 'search', ...england, press: '/', write: 'sal' },
  { page: 'keys', ...england, press: '?' },
  { page: 'time', ...england, press: 't' },
  { page: 'time-past', ...england, more: 'at=09:05' },
  { page: 'demo', ...england, press: 'm' },
  { page: 'tour', ...england, more: 'tour=1' },
  { page: 'help', ...england, more: 'page=help' },
  { page: 'help-foot', ...england, more: 'page=help', down: 0.6 },
  { page: 'disputes', ...england, more: 'page=disputes' },
  { page: 'displays', role: 'admin', of: 'england', more: 'page=displays' },
  { page: 'admin', role: 'admin', of: 'england', more: 'page=admin' },
];

/** Every screen in every size and theme. */
export function everyLook(): Shot[] {
  const shots = LOOKS.flatMap(({ page, ...shot }) =>
    [DESK, PHONE, WALL, LARGE].flatMap((size) =>
      THEMES.map((theme) => ({
        ...shot,
        name: `${page}-${size.width}-${theme}`,
        size,
        theme,
      })),
    ),
  );
  const scenes = (['area', 'slipping', 'recovering', 'region', 'feed'] as const).flatMap((of) => [
    wall(of, 'dark', WALL, `wall-${of}-1920-dark`),
    wall(of, 'light', WALL, `wall-${of}-1920-light`),
    wall(of, 'dark', LARGE, `wall-${of}-3840-dark`),
    wall(of, 'light', LARGE, `wall-${of}-3840-light`),
  ]);
  return [...shots, ...scenes, wall('code', 'dark', WALL, 'wall-code-1920-dark')];
}
