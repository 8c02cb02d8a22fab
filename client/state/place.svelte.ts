/** Where the reader is: the URL, readable and writable. */
import { type Address, formatAddress, parseAddress } from './address.ts';

export class Place {
  #address = $state.raw<Address>(parseAddress(''));
  readonly #window: Window;

  constructor(window: Window) {
    this.#window = window;
    this.#address = parseAddress(window.location.search);
  }

  /** Follows the back and forward buttons until the signal. */
  listen(signal: AbortSignal): void {
    const read = (): void => {
      this.#address = parseAddress(this.#window.location.search);
    };
    this.#window.addEventListener('popstate', read, { signal });
  }

  get address(): Address {
    return this.#address;
  }

  /** The link to the present place with something changed. */
  href(change: Partial<Address>): string {
    return formatAddress({ ...this.#address, ...change });
  }

  /** The link to a view, with what suits only the present one left behind. */
  to(view: string): string {
    return this.href({ view, page: null, picture: null });
  }

  /** Goes there; `replace` for what is no step back (a theme, an order). */
  go(href: string, how: 'push' | 'replace' = 'push'): void {
    const url = new URL(href, this.#window.location.href);
    if (how === 'push') this.#window.history.pushState(null, '', url);
    else this.#window.history.replaceState(null, '', url);
    this.#address = parseAddress(url.search);
  }
}
