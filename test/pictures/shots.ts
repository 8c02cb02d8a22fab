/** What is photographed: who looks at what, on which screen. */

export interface Shot {
  name: string;
  /** `wall` is a display of its own; the others sign in at the desk. */
  role: 'central' | 'hub' | 'wall';
  /** Which page: the address of a desk, by what it is of; a scene of a wall, or its code. */
  of:
    | 'england'
    | 'hub'
    | 'absentees'
    | 'school'
    | 'code'
    | 'area'
    | 'slipping'
    | 'recovering'
    | 'region'
    | 'feed';
  size: { width: number; height: number };
  theme: 'dark' | 'light';
  /** More of the address: `show=map`. */
  more?: string;
}

const DESK = { width: 1440, height: 900 };
const WALL = { width: 1920, height: 1080 };
const LARGE = { width: 3840, height: 2160 };
const PHONE = { width: 390, height: 844 };

const wall = (of: Shot['of'], theme: Shot['theme'] = 'dark', size = WALL, name = `wall-${of}`): Shot => ({
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
  { name: 'absentees-1440-dark', role: 'hub', of: 'absentees', size: DESK, theme: 'dark' },
  wall('area'),
  wall('slipping'),
  wall('region'),
  wall('code'),
];

/** Every screen in every size and theme. */
export function everyLook(): Shot[] {
  const pages = [
    { page: 'england', role: 'central', of: 'england' },
    { page: 'england-map', role: 'central', of: 'england', more: 'show=map' },
    { page: 'england-table', role: 'central', of: 'england', more: 'show=table&beside=parts' },
    { page: 'hub', role: 'hub', of: 'hub' },
    { page: 'absentees', role: 'hub', of: 'absentees' },
    { page: 'school', role: 'central', of: 'school' },
  ] as const;
  const shots = pages.flatMap(({ page, ...shot }) =>
    [DESK, PHONE, WALL, LARGE].flatMap((size) =>
      (['dark', 'light'] as const).map((theme) => ({
        ...shot,
        name: `${page}-${size.width}-${theme}`,
        size,
        theme,
      })),
    ),
  );
  const scenes = (['area', 'slipping', 'recovering', 'region', 'feed'] as const).flatMap((of) => [
    wall(of),
    wall(of, 'light', WALL, `wall-${of}-light`),
    wall(of, 'dark', LARGE, `wall-${of}-3840`),
  ]);
  return [...shots, ...scenes, wall('code')];
}
