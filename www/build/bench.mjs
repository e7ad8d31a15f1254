// `npm run bench`: throughput, native and in Chromium, on the same seeded exports; wasm memory; sizes. Printed, not asserted.

import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, bundle, printSizes } from "./build.mjs";
import { isMain, run, script } from "./common.mjs";
import { inline } from "./inline.mjs";
import { setUp, setUpBrowsers } from "./setup.mjs";

const HARNESS = `<!doctype html><html lang="en"><meta charset="utf-8"><title>bench</title><input type="file"><script src="./bench.ts"></script></html>`;
const ROUNDS = 3;

/**
 * Measures every file of a folder in a page like the real one: one file, the same policy, the same worker.
 * @param {string} folder
 * @param {string} browserPath
 */
export async function benchInBrowser(folder, browserPath) {
  const { chromium } = await import("@playwright/test");
  const files = readdirSync(folder)
    .map((name) => ({ name, path: join(folder, name), bytes: statSync(join(folder, name)).size }))
    .sort((a, b) => a.bytes - b.bytes);
  const harness = join(folder, "bench.html");
  writeFileSync(harness, inline(HARNESS, { "./bench.ts": await bundle({ entryPoints: ["tests/bench/browser.ts"] }) }).html);
  const browser = await chromium.launch({ executablePath: browserPath, args: ["--disable-gpu", "--disable-background-networking"] });
  const page = await browser.newPage();
  await page.goto(pathToFileURL(harness).href);
  console.log(`\nwasm in Chromium ${browser.version()}, best of ${ROUNDS}`);
  console.log(["file".padEnd(28), "MB", "messages", "parse ms", "MB/s", "msg/s", "scan ms", "MB/s", "msg/s", "hits", "wasm MB"].map((word) => word.padStart(9)).join(""));
  for (const { name, path, bytes } of files) {
    await page.setInputFiles("input", path);
    /** @type {import("../../tests/bench/browser.ts").Measured} */
    const { messages, hits, parse, scan, memory } = await page.evaluate((rounds) => /** @type {any} */ (globalThis).measure(rounds), ROUNDS);
    const speed = (/** @type {number} */ ms) => [ms.toFixed(0), (bytes / 1e3 / ms).toFixed(1), (messages / ms * 1e3).toFixed(0)];
    const row = [(bytes / 1e6).toFixed(1), messages, ...speed(parse), ...speed(scan), hits, (memory / 1e6).toFixed(0)];
    console.log(name.padEnd(28) + row.map((cell) => String(cell).padStart(9)).join(""));
  }
  await browser.close();
}

if (isMain(import.meta.url)) {
  await script(async () => {
    setUp();
    const { browser } = setUpBrowsers();
    await build();
    const folder = mkdtempSync(join(tmpdir(), "qunzhen-bench-"));
    try {
      run("cargo", ["bench", "--quiet", "--bench", "throughput"], { QZ_BENCH_DIR: folder });
      await benchInBrowser(folder, browser);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    console.log();
    printSizes();
  });
}
