// Lines that a person judges, and the judgements. No DOM here.

import type { GoldItem, GoldLabel, GoldReport, GoldSample } from "../../engine/client.ts";

export interface Gold {
  sample: GoldSample;
  /** Position in the sample of the line on the screen; its length after the last one. */
  at: number;
  /** The rules that are right about a line, by its message. */
  labels: ReadonlyMap<number, readonly string[]>;
  report: GoldReport | null;
}

/** What the engine is told. */
export function labelsOf({ sample, labels }: Gold): GoldLabel[] {
  return sample.items.flatMap(({ row, stratum, population }) => {
    const right = labels.get(row.message);
    return right ? [{ message: row.message, stratum, population, right: [...right] }] : [];
  });
}

/** Rules that found something in a line, each once. */
export function foundIn({ row }: GoldItem): string[] {
  return [...new Set(row.hits.map(({ rule }) => rule))];
}

/** The judgements for a file: where each line stands and what stands for its text; the text itself only where asked for. */
export function exported({ sample, labels }: Gold, withText: boolean): string {
  const rows = sample.items.flatMap((item) => {
    const right = labels.get(item.row.message);
    if (!right) return [];
    const { conversation, index, text } = item.row;
    return [{ conversation, index, fingerprint: item.fingerprint, found: foundIn(item), right, ...(withText && { text }) }];
  });
  return JSON.stringify({ population: sample.population, labels: rows }, null, 2);
}
