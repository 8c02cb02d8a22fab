import '@fontsource-variable/atkinson-hyperlegible-next';
import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';
import { digestRows } from '../shared/live/digest.ts';
import { Feed } from './live/feed.ts';
import { postNothing } from './live/http.ts';
import { onOtherReader, type SignedIn, SignInNeeded, signIn } from './live/session.ts';
import { liveTransport } from './live/socket.ts';
import { REPORT_URL, reportWall } from './live/wall-report.ts';
import { parseAddress } from './state/address.ts';
import { later } from './state/between.ts';
import { LiveState } from './state/live.svelte.ts';
import { Place } from './state/place.svelte.ts';
import Refused from './views/Refused.svelte';
import SignIn from './views/SignIn.svelte';

const now = (): number => Date.now();
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function follow(live: LiveState, view: string): void {
  const feed = new Feed(view, { transport: liveTransport(), sink: live, random: Math.random, now, wait });
  live.askAgain = () => feed.resync();
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) feed.resync();
  });
  setInterval(() => live.tick(), 1000);
  void feed.run();
}

function show(target: HTMLElement, reader: SignedIn): void {
  const live = new LiveState({ now, frame: (draw) => requestAnimationFrame(draw), later });
  const place = new Place(window, reader.scope);
  place.listen(new AbortController().signal);
  mount(App, { target, props: { live, place, reader } });
  // For support: `bellwether.digest()` in the console, to compare with another screen or with the server.
  Object.assign(window, { bellwether: { digest: () => digestRows(live.table?.rows() ?? []) } });
  follow(live, reader.scope);
  if (reader.role === 'wall')
    reportWall({
      scene: () => place.address.view,
      frame: (draw) => requestAnimationFrame(draw),
      send: (report) => postNothing(REPORT_URL, report),
    });
}

/** Admins look after the installation and read no attendance: they have no view to follow. */
async function showAdmin(target: HTMLElement, reader: SignedIn): Promise<void> {
  const { default: AdminApp } = await import('./admin/AdminApp.svelte');
  mount(AdminApp, { target, props: { reader } });
}

async function start(target: HTMLElement): Promise<void> {
  document.documentElement.dataset.theme = parseAddress(location.search).theme;
  onOtherReader(() => location.reload());
  try {
    const reader = await signIn();
    if (reader.role === 'admin') await showAdmin(target, reader);
    else show(target, reader);
  } catch (error) {
    if (error instanceof SignInNeeded) mount(SignIn, { target, props: { to: location.search } });
    else
      mount(Refused, { target, props: { message: error instanceof Error ? error.message : String(error) } });
  }
}

const target = document.getElementById('app');
if (target) void start(target);
