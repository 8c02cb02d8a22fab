/** Keys that work everywhere, unless the reader is writing. */

export type Shortcut = 'search' | 'keys' | 'demo' | 'pause' | 'england' | 'time' | 'live' | 'help';

export const SHORTCUTS: readonly { keys: string; does: string }[] = [
  { keys: '/', does: 'Search by name, URN or authority' },
  { keys: 'Space', does: 'Pause: hold what comes in; again to catch up' },
  { keys: 'e', does: 'England' },
  { keys: 't', does: 'Back in time: the day as it stood, or a day gone by' },
  { keys: 'l', does: 'Live again' },
  { keys: 'h', does: 'Help: every word, the method, and a tour' },
  { keys: 'm', does: 'Make something happen (in the demo)' },
  { keys: 'Tab', does: 'Into the map, and on past it' },
  { keys: 'Arrow keys', does: 'On the map: the next authority in that direction' },
  { keys: '1 to 9', does: 'On the map: the regions from north to south' },
  { keys: 'j k c', does: 'In a table of schools or pupils: down, up, log a contact' },
  { keys: 'Enter', does: 'Open the authority or school' },
  { keys: '?', does: 'These keys' },
  { keys: 'Esc', does: 'Close' },
];

const BY_KEY: Record<string, Shortcut> = {
  '/': 'search',
  '?': 'keys',
  ' ': 'pause',
  e: 'england',
  t: 'time',
  l: 'live',
  h: 'help',
  m: 'demo',
};

interface Key {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  target: EventTarget | null;
}

/** What a key asks for; null while writing, with a modifier, or when Space would press a button. */
export function readShortcut(event: Key): Shortcut | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest('input, select, textarea, dialog')) return null;
  const wanted = BY_KEY[event.key] ?? null;
  if (wanted === 'pause' && target?.closest('button, a, summary')) return null;
  return wanted;
}
