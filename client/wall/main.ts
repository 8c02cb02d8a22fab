import '@fontsource-variable/atkinson-hyperlegible-next';
import { mount } from 'svelte';
import '../app.css';
import { askAs } from '../live/http.ts';
import { REPORT_URL, reportWall } from '../live/wall-report.ts';
import { WallLine } from './line.ts';
import { wallServer } from './server.ts';
import { WallState } from './state.svelte.ts';
import Wall from './Wall.svelte';
import { Watchdog } from './watchdog.ts';

const TOKEN_KEY = 'bellwether-display';
const now = (): number => Date.now();
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The display's token, kept where a power cut leaves it. */
const kept = {
  get token(): string | null {
    return localStorage.getItem(TOKEN_KEY);
  },
  set token(token: string | null) {
    if (token === null) localStorage.removeItem(TOKEN_KEY);
    else localStorage.setItem(TOKEN_KEY, token);
  },
};

const answers = (): Promise<boolean> =>
  fetch('/wall', { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );

function start(target: HTMLElement): void {
  const state = new WallState({ now, storage: localStorage });
  const search = new URLSearchParams(location.search);
  mount(Wall, { target, props: { state, search } });
  const watchdog = new Watchdog({
    silentMs: () => state.silentMs,
    isStale: () => state.isStale,
    answers,
    reload: () => location.reload(),
    random: Math.random,
    now,
  });
  setInterval(() => {
    state.tick();
    void watchdog.look();
  }, 1000);
  reportWall({
    scene: () => state.shown?.scene?.id ?? state.shown?.kind ?? 'code',
    frame: (draw) => requestAnimationFrame(draw),
    send: (report) => {
      const body = JSON.stringify(report);
      return kept.token === null
        ? Promise.resolve()
        : askAs(kept.token, REPORT_URL, { method: 'POST', body });
    },
  });
  void new WallLine({ server: wallServer, kept, sink: state, wait, random: Math.random, now }).run();
}

const target = document.getElementById('wall');
if (target) start(target);
