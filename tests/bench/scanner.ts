// Runs inside Chromium: the rule scanner in the page's own worker, and filters from npm, over the same lines and words.

import FastScanner from "fastscan";
import { Mint } from "mint-filter";
import { Engine } from "../../www/engine/client.ts";
import { spawnWorker } from "../../www/engine/spawn.ts";
import { scanTexts } from "../../www/engine/texts.ts";

/** One engine with one list of words. */
export interface Row {
  engine: string;
  /** Milliseconds until it could scan; for the rule scanner that includes its own packs. */
  build: number;
  /** Milliseconds of the best round over all lines. */
  scan: number;
  findings: number;
  /** Bytes of wasm memory that the words took. */
  memory: number | null;
}

const ROUNDS = 3;
/** The slow ones are given fewer lines; their time is scaled up. */
const SHARE = 10;
const LINES_A_CALL = 2_000;

async function timed<T>(work: () => T | Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  return [await work(), performance.now() - start];
}

async function best(rounds: number, work: () => number | Promise<number>): Promise<{ scan: number; findings: number }> {
  const best = { scan: Infinity, findings: 0 };
  for (let round = 0; round < rounds; round++) {
    const [findings, scan] = await timed(work);
    if (scan < best.scan) Object.assign(best, { scan, findings });
  }
  return best;
}

async function ours(file: File, lines: string[], pack: string): Promise<Row[]> {
  const engine = new Engine(spawnWorker);
  await engine.call("formats", []);
  const before = await engine.call("memory", []);
  const [, build] = await timed(() => engine.call("addPack", [pack, "terms.toml"]));
  const memory = (await engine.call("memory", [])) - before;
  const report = await engine.call("parse", [[file]]);
  if (report.failures[0]) throw new Error(report.failures[0].message);
  const loaded = await best(ROUNDS, async () => (await engine.call("scanLoaded", [])).hits);
  const given = await best(ROUNDS, async () => {
    let findings = 0;
    for (let i = 0; i < lines.length; i += LINES_A_CALL) {
      for (const { hits } of await scanTexts(engine, lines.slice(i, i + LINES_A_CALL))) findings += hits.length;
    }
    return findings;
  });
  engine.dispose();
  return [
    { engine: "rule scanner, loaded chat", build, memory, ...loaded },
    { engine: "rule scanner, strings from JS", build, memory, ...given },
  ];
}

async function theirs(engine: string, lines: string[], make: () => (line: string) => number): Promise<Row> {
  const [scan, build] = await timed(make);
  const few = lines.filter((_, i) => i % SHARE === 0);
  const { scan: ms, findings } = await best(2, () => few.reduce((sum, line) => sum + scan(line), 0));
  return { engine, build, scan: ms * SHARE, findings: findings * SHARE, memory: null };
}

/** Files: the chat, the bare lines, a pack and a list with the same words. */
async function measureScanner(): Promise<Row[]> {
  const files = [...(document.querySelector("input")?.files ?? [])];
  const [chat, bare, pack, list] = files;
  if (!chat || !bare || !pack || !list) throw new Error("four files are needed");
  const lines = (await bare.text()).split("\n");
  const words = (await list.text()).split("\n");
  const rows = await ours(chat, lines, await pack.text());
  rows.push(
    await theirs("fastscan", lines, () => {
      const scanner = new FastScanner(words);
      return (line) => scanner.search(line).length;
    }),
    await theirs("mint-filter", lines, () => {
      const filter = new Mint(words);
      return (line) => filter.filter(line, { replace: false }).words.length;
    }),
  );
  return rows;
}

Object.assign(globalThis, { measureScanner });
