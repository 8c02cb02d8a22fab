/** Finding a school or an area by name, URN or code. */
import { PHASES } from '../../shared/api/schools.ts';
import type { Registry } from '../../shared/live/down.ts';
import type { Area } from './areas.ts';

export interface Found {
  view: string;
  name: string;
  /** What it is and where: `Primary school in Salford · 100123`. */
  about: string;
}

interface Entry extends Found {
  text: string;
}

export type SearchIndex = readonly Entry[];

const KIND_WORDS = {
  england: 'Country',
  region: 'Region',
  la: 'Local authority',
  trust: 'Trust',
  hub: 'Hub',
} as const;

/** `St. Mary's` is found by `st marys`. */
export const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f.'’,]/g, '')
    .toLowerCase();

/** Areas first, then schools: what an answer of equal quality is ordered by. */
export function buildSearch(registry: Registry, areas: readonly Area[]): SearchIndex {
  const { urn, name, la, phase } = registry.schools;
  return [
    ...areas.map((area) => ({
      view: area.view,
      name: area.name,
      about: KIND_WORDS[area.kind],
      text: `${plain(area.name)} ${plain(area.id)}`,
    })),
    ...urn.map((number, school) => ({
      view: `school:${number}`,
      name: name[school],
      about: `${phaseWord(phase[school])} in ${registry.las[la[school]]?.name ?? 'an unknown authority'} · ${number}`,
      text: `${plain(name[school])} ${number} ${plain(registry.las[la[school]]?.name ?? '')}`,
    })),
  ];
}

/** `Primary school`; the fourth kind covers the rest. */
export function phaseWord(phase: number): string {
  const name = PHASES[phase];
  if (!name || name === 'other') return 'School';
  return `${name[0].toUpperCase()}${name.slice(1)} school`;
}

/** 0 is best: starts with the words asked for, then a word starts with them, then anywhere; null when one is missing. */
function quality(text: string, words: readonly string[]): number | null {
  let worst = 0;
  for (const [i, word] of words.entries()) {
    const at = text.indexOf(word);
    if (at < 0) return null;
    const wordStart = at === 0 || text.includes(` ${word}`);
    worst = Math.max(worst, at === 0 || (i > 0 && wordStart) ? 0 : wordStart ? 1 : 2);
  }
  return worst;
}

/** More areas of one kind than these stand behind the schools: England has hundreds of trusts. */
const MOST_OF_A_KIND = 3;

/** The best `limit` answers; none for an empty question. */
export function search(index: SearchIndex, question: string, limit = 10): Found[] {
  const words = plain(question).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const byQuality: Entry[][] = [[], [], []];
  const behind: Entry[] = [];
  const ofKind = new Map<string, number>();
  for (const entry of index) {
    const found = quality(entry.text, words);
    if (found === null) continue;
    const kind = entry.view.slice(0, entry.view.indexOf(':'));
    const before = ofKind.get(kind) ?? 0;
    ofKind.set(kind, before + 1);
    if (kind !== 'school' && before >= MOST_OF_A_KIND) behind.push(entry);
    else byQuality[found].push(entry);
    if (byQuality[0].length >= limit) break;
  }
  return [...byQuality.flat(), ...behind]
    .slice(0, limit)
    .map(({ view, name, about }) => ({ view, name, about }));
}
