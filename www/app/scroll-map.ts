// Scrolling through more rows than a browser can lay out.
//
// Chromium cuts an element's height at 33,554,428 px, so 1M rows of 88 px are out of reach. The element is at most
// MAX_HEIGHT high and stands for `total` pixels. A short scroll moves as many pixels in both; a long one (the thumb is
// dragged) moves by the share of the whole. In between, an offset connects the two, and it shifts a little each time
// a short scroll enters another of the stretches that the height is divided into, so that both ends meet.

/** Highest element, px. */
export const MAX_HEIGHT = 8_000_000;
const STRETCHES = 100;

export class ScrollMap {
  /** Height of the element, px. */
  readonly height: number;
  #offset = 0;
  #last = 0;

  constructor(
    /** What the rows would need, px. */
    readonly total: number,
    /** Height of the window on them, px. */
    readonly view: number,
    readonly max = MAX_HEIGHT,
  ) {
    this.height = Math.min(total, max);
  }

  /** Pixels between where a row would be and where it is drawn. */
  get offset(): number {
    return this.#offset;
  }

  /** Takes a scroll position of the element; gives the pixel of the whole at the top and, where it must move, the new position. */
  scrolled(scrollTop: number): { top: number; scrollTop: number } {
    if (this.height === this.total) return { top: scrollTop, scrollTop };
    const short = Math.abs(scrollTop - this.#last) < this.view;
    if (short && scrollTop > 0 && scrollTop < this.height - this.view) return this.to(scrollTop + this.#offset);
    const share = Math.min(1, Math.max(0, scrollTop / Math.max(1, this.height - this.view)));
    const top = Math.round(share * (this.total - this.view));
    this.#offset = top - scrollTop;
    this.#last = scrollTop;
    return { top, scrollTop };
  }

  /** Where the element must scroll to, to have this pixel of the whole at the top. */
  to(top: number): { top: number; scrollTop: number } {
    const bounded = Math.min(Math.max(0, top), Math.max(0, this.total - this.view));
    if (this.height < this.total) {
      const stretch = Math.min(STRETCHES - 1, Math.floor((bounded / this.total) * STRETCHES));
      this.#offset = Math.round((stretch / (STRETCHES - 1)) * (this.total - this.height));
    }
    this.#last = bounded - this.#offset;
    return { top: bounded, scrollTop: this.#last };
  }
}
