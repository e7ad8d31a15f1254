// The rows of one view, fetched in pages while the list scrolls.

import type { ViewFilter, ViewRow } from "../engine/client.ts";
import type { Session } from "./session.ts";

const PAGE = 100;
/** About 6,000 rows stay in memory. */
const PAGES_KEPT = 60;

export const NO_FILTER: ViewFilter = { conversation: null, rule: null, member: null, severity: null, hits_only: false };

/**
 * The engine has one chosen view at a time: making a new `Rows` ends the one before, which then fetches no more.
 */
export class Rows {
  #pages = new Map<number, ViewRow[]>();
  #busy = false;
  #ended = false;
  /** `true` after a page could not be fetched, until the next try. */
  failed = false;

  private constructor(
    private readonly session: Session,
    readonly count: number,
    /** Positions with findings, ascending. */
    readonly hits: Uint32Array,
    private readonly changed: () => void,
  ) {}

  static async select(session: Session, filter: ViewFilter, changed: () => void): Promise<Rows> {
    // Both go out in one turn, so no other choice of view can come between them.
    const [count, hits] = await Promise.all([session.ask("selectView", [filter]), session.ask("viewHits", [])]);
    return new Rows(session, count, hits, changed);
  }

  /**
   * The row of this time under a filter, or the last one where it is not among the last thousand: rows come in the
   * order of conversations, not of times. The view must be chosen anew after this.
   */
  static async latest(session: Session, filter: ViewFilter, time: string | null): Promise<ViewRow | undefined> {
    const count = await session.ask("selectView", [filter]);
    const rows = await session.ask("viewRows", [Math.max(0, count - 1000), 1000]);
    return rows.find((row) => row.time === time) ?? rows.at(-1);
  }

  end(): void {
    this.#ended = true;
  }

  at(position: number): ViewRow | undefined {
    return this.#pages.get(Math.floor(position / PAGE))?.[position % PAGE];
  }

  /** Says which rows are on screen. One page is fetched at a time, so rows scrolled past are never waited for. */
  want(from: number, to: number): void {
    if (this.#busy || this.#ended || this.failed) return;
    for (let page = Math.floor(from / PAGE); page <= Math.floor(Math.min(to, this.count - 1) / PAGE); page++) {
      const rows = this.#pages.get(page);
      if (!rows) return void this.#fetch(page);
      // The newest is last, so that the first of the map is the one to drop.
      this.#pages.delete(page);
      this.#pages.set(page, rows);
    }
  }

  retry(): void {
    this.failed = false;
    this.changed();
  }

  /** The row at a position, fetched where it is not at hand. */
  async load(position: number): Promise<ViewRow | undefined> {
    if (!this.at(position) && !this.#ended) await this.#fetch(Math.floor(position / PAGE));
    return this.at(position);
  }

  /** Where a message stands in this view, or -1. */
  find(message: number): Promise<number> {
    return this.session.ask("viewPosition", [message]);
  }

  /** The nearest position with findings after (`step` 1) or before (-1) this one; -1 where there is none. */
  hitFrom(position: number, step: 1 | -1): number {
    let low = 0;
    let high = this.hits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.hits[middle] ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    const found = step < 0 ? low - 1 : this.hits[low] === position ? low + 1 : low;
    return this.hits[found] ?? -1;
  }

  async #fetch(page: number): Promise<void> {
    this.#busy = true;
    try {
      const rows = await this.session.ask("viewRows", [page * PAGE, PAGE]);
      if (this.#ended) return;
      this.#pages.set(page, rows);
      for (const old of this.#pages.keys()) {
        if (this.#pages.size <= PAGES_KEPT) break;
        this.#pages.delete(old);
      }
    } catch {
      this.failed = !this.#ended;
    } finally {
      this.#busy = false;
    }
    this.changed();
  }
}
