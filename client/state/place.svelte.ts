/** Where the reader is: the URL, readable and writable. */
import { flushSync } from 'svelte';
import { NO_CHOICE } from '../caseload/choice.ts';
import { type Address, formatAddress, parseAddress } from './address.ts';

export class Place {
  #address = $state.raw<Address>(parseAddress(''));
  #onPaper = $state(false);
  readonly #window: Window;

  /** View of an address that names none: what the reader is set to. */
  readonly home: string;

  constructor(window: Window, home: string) {
    this.#window = window;
    this.home = home;
    this.#address = parseAddress(window.location.search, home);
  }

  /** Follows the back and forward buttons until the signal. */
  listen(signal: AbortSignal): void {
    const read = (): void => {
      this.#address = parseAddress(this.#window.location.search, this.home);
    };
    this.#window.addEventListener('popstate', read, { signal });
    const printed = this.#window.matchMedia('print');
    const turn = (): void => {
      this.#onPaper = printed.matches;
    };
    printed.addEventListener('change', turn, { signal });
    // A sheet is made of what is drawn at this instant: what is only asked for comes too late.
    const draw = (onPaper: boolean) => () => {
      this.#onPaper = onPaper;
      flushSync();
    };
    this.#window.addEventListener('beforeprint', draw(true), { signal });
    this.#window.addEventListener('afterprint', draw(false), { signal });
  }

  /** Whether what is drawn is drawn for paper. */
  get onPaper(): boolean {
    return this.#onPaper;
  }

  get address(): Address {
    return this.#address;
  }

  /** The colours things are drawn in: paper is always light. */
  get colours(): Address['theme'] {
    return this.#onPaper ? 'light' : this.#address.theme;
  }

  /** The link to the present place with something changed. */
  href(change: Partial<Address>): string {
    return formatAddress({ ...this.#address, ...change }, this.home);
  }

  /** The link to a view, with what suits only the present one left behind. */
  to(view: string): string {
    return this.href({ view, page: null, picture: null, choice: NO_CHOICE });
  }

  /** Goes there; `replace` for what is no step back (a theme, an order). */
  go(href: string, how: 'push' | 'replace' = 'push'): void {
    const url = new URL(href, this.#window.location.href);
    if (how === 'push') this.#window.history.pushState(null, '', url);
    else this.#window.history.replaceState(null, '', url);
    this.#address = parseAddress(url.search, this.home);
  }
}
