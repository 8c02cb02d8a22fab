/** What every component may reach. */
import { createContext } from 'svelte';
import type { SignedIn } from '../live/session.ts';
import type { LiveState } from './live.svelte.ts';
import type { Place } from './place.svelte.ts';

export interface App {
  live: LiveState;
  place: Place;
  reader: SignedIn;
}

export const [app, provideApp] = createContext<App>();
