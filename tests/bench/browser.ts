// Runs inside Chromium: reads and scans the chosen file in the page's own worker, and tells how long it took.

import { Engine } from "../../www/engine/client.ts";
import { spawnWorker } from "../../www/engine/spawn.ts";

export interface Measured {
  messages: number;
  hits: number;
  /** Best of the rounds, in milliseconds. */
  parse: number;
  scan: number;
  /** Bytes of wasm memory afterwards. */
  memory: number;
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  return [await work(), performance.now() - start];
}

async function measure(rounds: number): Promise<Measured> {
  const file = document.querySelector("input")?.files?.[0];
  if (!file) throw new Error("no file was chosen");
  const best: Measured = { messages: 0, hits: 0, parse: Infinity, scan: Infinity, memory: 0 };
  for (let round = 0; round < rounds; round++) {
    const engine = new Engine(spawnWorker);
    await engine.call("formats", []);
    const [report, parse] = await timed(() => engine.call("parse", [[file]]));
    if (report.failures[0]) throw new Error(report.failures[0].message);
    const [found, scan] = await timed(() => engine.call("scanLoaded", []));
    best.messages = found.messages;
    best.hits = found.hits;
    best.parse = Math.min(best.parse, parse);
    best.scan = Math.min(best.scan, scan);
    best.memory = await engine.call("memory", []);
    engine.dispose();
  }
  return best;
}

Object.assign(globalThis, { measure });
