// The analyzer in a browser.

import { Analyzer } from "./analyzer.ts";
import { Engine, type Input } from "./client.ts";
import { spawnWorker } from "./spawn.ts";

export type { Analyzer } from "./analyzer.ts";
export { EngineError } from "./client.ts";
export type * from "./client.ts";

export interface AnalyzerOptions {
  /** Makes the worker; default: one from a blob, which needs `worker-src blob:` and `'wasm-unsafe-eval'` of the page's policy. */
  spawn?: () => Worker;
}

/** Starts an analyzer; the promise is fulfilled when it can answer. */
export async function createAnalyzer({ spawn = spawnWorker }: AnalyzerOptions = {}): Promise<Analyzer<Input>> {
  const analyzer = new Analyzer<Input>(new Engine(spawn));
  await analyzer.formats();
  return analyzer;
}
