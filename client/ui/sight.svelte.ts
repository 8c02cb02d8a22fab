/** What of a long list is in sight, whatever scrolls it: the list itself, the view about it, or the page. */
import type { Attachment } from 'svelte/attachments';
import { letterScale } from './letters.ts';

export class Sight {
  /** How far the rows' beginning lies above what is in sight, pixels. */
  top = $state(0);
  height = $state(800);
  /** How much larger letters are than 16 pixels: rows are as much higher. */
  scale = $state(1);
  #box: HTMLElement | null = null;
  #body: HTMLElement | null = null;

  readonly look = (): void => {
    if (!this.#box || !this.#body) return;
    const [of, to] = [this.#box.getBoundingClientRect(), this.#body.getBoundingClientRect()];
    const edge = Math.max(0, of.top);
    this.top = edge - to.top;
    this.height = Math.min(of.bottom, innerHeight) - edge;
  };

  readonly #resize = (): void => {
    this.scale = letterScale();
    this.look();
  };

  /** For the element that may scroll. */
  readonly box: Attachment<HTMLElement> = (element) => {
    this.#box = element;
    this.scale = letterScale();
    const abort = new AbortController();
    const options = { signal: abort.signal, capture: true, passive: true };
    document.addEventListener('scroll', this.look, options);
    addEventListener('resize', this.#resize, options);
    const sized = new ResizeObserver(this.look);
    sized.observe(element);
    return () => {
      abort.abort();
      sized.disconnect();
    };
  };

  /** For the element that is as high as all rows together. */
  readonly body: Attachment<HTMLElement> = (element) => {
    this.#body = element;
    this.look();
  };

  /** Scrolls no further than needed; `head`: what covers the top of the list, pixels. */
  bring(row: number, rowHeight: number, head = 0): void {
    if (!this.#box) return;
    const top = row * rowHeight;
    const [low, high] = [this.top + head, this.top + this.height - rowHeight];
    const by = top < low ? top - low : top > high ? top - high : 0;
    if (by === 0) return;
    if (this.#box.scrollHeight > this.#box.clientHeight + 1) this.#box.scrollBy({ top: by });
    else scrollBy({ top: by });
  }
}
