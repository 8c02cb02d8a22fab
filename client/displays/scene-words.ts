/** What a desk calls the scenes. */
import { partsOfScene, type SceneId, SUBJECTS, type Subject } from '../../shared/displays/scenes.ts';

const WORDS: Record<Subject, string> = {
  area: 'map and schools to look at',
  slipping: 'slipping',
  recovering: 'recovering',
  region: 'region that moved most',
  feed: 'registers to come',
};
const OTHERS: Record<string, string> = {
  jump: 'sudden drop',
  calm: 'calm: no school in session',
  card: 'test card',
};

export function sceneWords(scene: string): string {
  if (OTHERS[scene] !== undefined) return OTHERS[scene];
  const { subject, rank } = partsOfScene(scene as SceneId);
  if (!SUBJECTS.includes(subject)) return scene;
  return rank === 1 ? WORDS[subject] : `${WORDS[subject]} (${rank})`;
}
