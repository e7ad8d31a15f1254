// Runs inside Chromium: reads the chosen file in the page's own worker, and tells how long nothing was heard of it and how
// soon it stops.

import { Engine } from "../../www/engine/client.ts";
import { spawnWorker } from "../../www/engine/spawn.ts";

export interface Responsive {
  messages: number;
  /** From the call to its answer, in milliseconds. */
  parse: number;
  /** Longest times without progress, and how much was read before each, as a share. */
  gaps: { time: number; at: number }[];
  /** Longest time in which progress came but did not move. */
  still: number;
  /** From a cancel in the middle to the rejection, and to the answer of the next call, by a fresh worker. */
  cancel: number;
  again: number;
  failure: string;
}

async function responsive(): Promise<Responsive> {
  const file = document.querySelector("input")?.files?.[0];
  if (!file) throw new Error("no file was chosen");
  const engine = new Engine(spawnWorker);
  await engine.call("formats", []);
  const start = performance.now();
  let [heard, moved, share] = [start, start, 0];
  const found: Responsive = { messages: 0, parse: 0, gaps: [], still: 0, cancel: 0, again: 0, failure: "" };
  const hear = (done: number) => {
    const now = performance.now();
    found.gaps = [...found.gaps, { time: now - heard, at: share }].sort((a, b) => b.time - a.time).slice(0, 3);
    heard = now;
    if (done > share) [moved, share] = [now, done];
    found.still = Math.max(found.still, now - moved);
  };
  const report = await engine.call("parse", [[file]], { onProgress: ({ done, total }) => hear(total ? done / total : 0) });
  hear(1);
  found.parse = performance.now() - start;
  found.failure = report.failures[0]?.message ?? "";
  found.messages = report.sources.flatMap((source) => source.conversations).reduce((sum, { messages }) => sum + messages, 0);
  engine.dispose();

  const other = new Engine(spawnWorker);
  await other.call("formats", []);
  const abort = new AbortController();
  const half = setTimeout(() => abort.abort(), found.parse / 2);
  let stopped = 0;
  abort.signal.addEventListener("abort", () => (stopped = performance.now()), { once: true });
  await other.call("parse", [[file]], { signal: abort.signal }).catch(() => {});
  found.cancel = performance.now() - stopped;
  await other.call("formats", []);
  found.again = performance.now() - stopped;
  clearTimeout(half);
  other.dispose();
  return found;
}

Object.assign(globalThis, { responsive });
