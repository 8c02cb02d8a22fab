/** Invented names. No real school's, trust's or hub's name is here: places are put together from invented parts. */

import type { SimulatedPhase } from './published.ts';
import type { Draws } from './random.ts';

// biome-ignore format: a table
const FIRST = [
  'Aldern', 'Ambrel', 'Arken', 'Ashlin', 'Barrend', 'Bellow', 'Bexen', 'Birkin', 'Brackow', 'Bramwell',
  'Brindle', 'Caldren', 'Carrick', 'Cawder', 'Chalder', 'Clatter', 'Coppen', 'Corvel', 'Cranner', 'Dallow',
  'Darrow', 'Denholt', 'Drayle', 'Dunnock', 'Eddle', 'Elmer', 'Esker', 'Fallow', 'Farrin', 'Fennick',
  'Fosker', 'Garrow', 'Gilder', 'Gorsel', 'Hadder', 'Hallow', 'Harken', 'Hazen', 'Heddle', 'Holloway',
  'Inglen', 'Jarrel', 'Kelder', 'Kester', 'Kindle', 'Lacken', 'Larken', 'Linnet', 'Lorrick', 'Marden',
  'Merrow', 'Minnow', 'Morrel', 'Nettock', 'Norrick', 'Oaken', 'Orrel', 'Osker', 'Pellow', 'Pindle',
  'Quarren', 'Quillen', 'Rannock', 'Reddle', 'Rushel', 'Sallow', 'Scarrow', 'Sedgen', 'Sorrel', 'Stannel',
  'Tarrow', 'Teasel', 'Thistle', 'Thornel', 'Tindle', 'Umbrel', 'Varrow', 'Wannock', 'Warren', 'Wexen',
  'Whimble', 'Willen', 'Winnow', 'Withen', 'Yarrow', 'Yelvin',
];
// biome-ignore format: a table
const SECOND = [
  'beck', 'borne', 'brook', 'by', 'combe', 'cote', 'croft', 'dale', 'den', 'down', 'fell', 'field', 'ford',
  'gate', 'ham', 'haven', 'hithe', 'holt', 'hurst', 'keld', 'leigh', 'ley', 'low', 'mere', 'minster',
  'mouth', 'ridge', 'rigg', 'shaw', 'stead', 'stoke', 'thorpe', 'thwaite', 'ton', 'wade', 'wath', 'well',
  'wick', 'wold', 'worth',
];
const TREES = [
  'Alder',
  'Aspen',
  'Hazel',
  'Hornbeam',
  'Juniper',
  'Larch',
  'Linden',
  'Maple',
  'Medlar',
  'Rowan',
];
const LEADS = ['North', 'South', 'East', 'West', 'Upper', 'Lower', 'Old', 'New'];
const SAINTS = [
  'Alcuin',
  'Aldrith',
  'Bereth',
  'Corvin',
  'Eadwen',
  'Elswith',
  'Hildren',
  'Merewen',
  'Osric',
  'Wulfra',
];

const ENDINGS: Record<SimulatedPhase, readonly string[]> = {
  primary: [
    'Primary School',
    'Community Primary School',
    'Primary Academy',
    'CofE Primary School',
    'Primary',
  ],
  secondary: ['School', 'High School', 'Academy', 'Community School', 'Upper School'],
  special: ['School', 'Special School', 'Learning Centre', 'Grove School'],
};

/** An invented place, such as *Thistlewick*. */
export function inventPlace(draws: Draws): string {
  return draws.pick(FIRST) + draws.pick(SECOND);
}

function inventSchool(phase: SimulatedPhase, draws: Draws): string {
  const place = inventPlace(draws);
  const ending = draws.pick(ENDINGS[phase]);
  const u = draws.next();
  if (u < 0.14) return `${draws.pick(LEADS)} ${place} ${ending}`;
  if (u < 0.26) return `${place} ${draws.pick(TREES)} Lane ${ending}`;
  if (u < 0.36) return `St ${draws.pick(SAINTS)}'s ${place} ${ending}`;
  return `${place} ${ending}`;
}

/** A maker of school names that never gives the same one twice. */
export function schoolNames(draws: Draws): (phase: SimulatedPhase) => string {
  const taken = new Set<string>();
  return (phase) => {
    let name = inventSchool(phase, draws);
    while (taken.has(name)) name = inventSchool(phase, draws);
    taken.add(name);
    return name;
  };
}

const TRUST_ENDINGS = [
  'Learning Trust',
  'Academies Trust',
  'Multi Academy Trust',
  'Partnership Trust',
  'Schools Trust',
];

/** A maker of trust names that never gives the same one twice. */
export function trustNames(draws: Draws): () => string {
  const taken = new Set<string>();
  return () => {
    let name = '';
    do {
      const lead = draws.next() < 0.3 ? `The ${draws.pick(TREES)} ` : '';
      name = `${lead}${inventPlace(draws)} ${draws.pick(TRUST_ENDINGS)}`;
    } while (taken.has(name));
    taken.add(name);
    return name;
  };
}
