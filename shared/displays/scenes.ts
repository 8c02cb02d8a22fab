/** The scenes a wall goes round, and how long each stays: long enough to be read twice over from the door. */

/** What a scene is about; `region-2` is the region that moved second most, `slipping-2` the list's second page. */
export const SUBJECTS = ['area', 'slipping', 'recovering', 'region', 'feed'] as const;
export type Subject = (typeof SUBJECTS)[number];
export type SceneId = Subject | `${'slipping' | 'recovering' | 'region'}-${number}`;

/** The most words a scene may have beside its frame (place, clocks, names on the map). */
export const MOST_WORDS = 60;
const WORDS: Record<Subject, number> = {
  area: 50,
  slipping: MOST_WORDS,
  recovering: MOST_WORDS,
  region: 50,
  feed: 50,
};
const USUAL_SECONDS = 25;
/** England's regions. */
const REGION_COUNT = 9;

/** Seconds that so many words need: eight to find one's way, a third a word; never under the usual 25. */
export const secondsFor = (words: number): number => Math.max(USUAL_SECONDS, Math.ceil(8 + words / 3));

/** Words with a letter in them: a figure is taken in at a glance. */
export const countWords = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + text.split(/\s+/).filter((word) => /\p{L}/u.test(word)).length, 0);

/** Subject and rank (from 1) of a scene. */
export function partsOfScene(scene: SceneId): { subject: Subject; rank: number } {
  const [subject, rank] = scene.split('-') as [Subject, string | undefined];
  return { subject, rank: rank === undefined ? 1 : Number(rank) };
}

/** Whether the list of a scene has bars before its names, for how sure each listing is. */
export const hasBars = (scene: SceneId): boolean =>
  ['area', 'slipping'].includes(partsOfScene(scene).subject);

export const wordsOf = (scene: SceneId): number => WORDS[partsOfScene(scene).subject];

/** The scenes of one screen that is alone. Only England has regions. */
export function playlist(isEngland: boolean): SceneId[] {
  return isEngland ? [...SUBJECTS] : ['area', 'slipping', 'recovering', 'feed'];
}

/** Scenes for the screens beside the map, at least as many as there are such screens. */
function besideTheMap(isEngland: boolean, screens: number): SceneId[] {
  const scenes = playlist(isEngland).slice(1);
  if (isEngland)
    for (let rank = 2; scenes.length < screens && rank <= REGION_COUNT; rank++) scenes.push(`region-${rank}`);
  for (let page = 2; scenes.length < screens; page++) scenes.push(`slipping-${page}`, `recovering-${page}`);
  return scenes;
}

/** What every screen of a room shows at the same time, from left to right, and for how long. */
export interface Step {
  ms: number;
  scenes: readonly SceneId[];
}

/** The round of a room: alone a screen shows everything; of several the left one keeps the map and no two are alike. */
export function stepsOf(screens: number, isEngland: boolean): Step[] {
  const rows =
    screens <= 1
      ? playlist(isEngland).map((scene) => [scene])
      : besideTheMap(isEngland, screens - 1).map((_, turn, all) => [
          'area' as const,
          ...Array.from({ length: screens - 1 }, (__, i) => all[(turn + i) % all.length]),
        ]);
  return rows.map((scenes) => ({
    scenes,
    ms: 1000 * Math.max(...scenes.map((scene) => secondsFor(wordsOf(scene)))),
  }));
}
