/** Five steps from all of England to one school's three-part gap. */
import type { Address } from '../state/address.ts';
import type { LiveSignal } from '../state/signals.ts';

export interface TourStep {
  title: string;
  text: string;
  /** What is shown; the school is the one the tour ends on. */
  to: (school: string) => Partial<Address>;
}

const ENGLAND: Partial<Address> = { view: 'england', page: null, picture: null };

export const TOUR: readonly TourStep[] = [
  {
    title: 'Where',
    text: 'Each hexagon is an authority: orange lies below its own usual, blue above, apart from what all of England shows today. Dashed means under 60% of registers are in. Arrow keys move, Enter opens.',
    to: () => ENGLAND,
  },
  {
    title: 'How much, and how sure',
    text: 'The headline carries its own coverage: how many registers are in, and where the session will close with its range. A figure without that is not shown.',
    to: () => ENGLAND,
  },
  {
    title: 'Which schools first',
    text: 'Slipping schools have fallen from their own level by more than chance explains, strongest evidence first. Those coming back stand below, on a list of the same size.',
    to: () => ENGLAND,
  },
  {
    title: 'What happened',
    text: 'Since 08:30 lists sudden drops, closures and late feeds. Seen, once pressed, is seen for every desk. Press t to go back to 09:40, l to be live again.',
    to: () => ENGLAND,
  },
  {
    title: 'Why this school',
    text: 'The gap to its target in three parts: what the season would do anyway, what it shares with England today, and what is the school’s own. The sentence says since when, and what would clear it.',
    to: (school) => ({ view: school, page: null, picture: null }),
  },
];

/**
 * The school the tour ends on: one whose gap has its three parts now, if there is any; of those one that is slipping;
 * of those the strongest evidence. Undefined without signals.
 */
export function tourSchool(signals: Iterable<LiveSignal>): number | undefined {
  let best: LiveSignal | undefined;
  for (const signal of signals) if (best === undefined || isBetter(signal, best)) best = signal;
  return best?.urn;
}

function isBetter(one: LiveSignal, other: LiveSignal): boolean {
  const parts = (signal: LiveSignal) => Number(signal.own !== null && signal.shared !== null);
  const listed = ({ standing }: LiveSignal) => Number(standing === 'slipping');
  const lead = parts(one) - parts(other) || listed(one) - listed(other);
  return lead === 0 ? one.evidence < other.evidence : lead > 0;
}
