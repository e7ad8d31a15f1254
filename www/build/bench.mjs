// `npm run bench`: throughput, native and in Chromium, on the same seeded exports; the rule scanner beside others; wasm memory; sizes. Printed, not asserted.

import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, bundle, printSizes } from "./build.mjs";
import { isMain, run, script } from "./common.mjs";
import { inline } from "./inline.mjs";
import { setUp, setUpBrowsers } from "./setup.mjs";

const HARNESS = `<!doctype html><html lang="en"><meta charset="utf-8"><title>bench</title><input type="file" multiple><script src="./bench.ts"></script></html>`;
const ROUNDS = 3;

/**
 * Measures every export of a folder.
 * @param {string} folder
 * @param {string} browserPath
 */
export async function benchInBrowser(folder, browserPath) {
  const files = readdirSync(folder)
    .filter((name) => !name.startsWith("scanner."))
    .map((name) => ({ name, path: join(folder, name), bytes: statSync(join(folder, name)).size }))
    .sort((a, b) => a.bytes - b.bytes);
  const { browser, page } = await openHarness(folder, browserPath, "tests/bench/browser.ts");
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

/**
 * Measures the rule scanner against filters from npm and against the native figures of `scanner.rs`, with the files it left in a folder.
 * @param {string} folder
 * @param {string} browserPath
 */
export async function benchScanner(folder, browserPath) {
  /** @type {{ bytes: number, plain: Record<string, number> }} */
  const native = JSON.parse(readFileSync(join(folder, "scanner.json"), "utf8"));
  const { browser, page } = await openHarness(folder, browserPath, "tests/bench/scanner.ts");
  console.log(`\nrule scanner and filters from npm in Chromium ${browser.version()}`);
  console.log("  words  engine".padEnd(43) + ["build ms", "memory MB", "MB/s", "findings", "x plain native"].map((word) => word.padStart(15)).join(""));
  for (const [words, plain] of Object.entries(native.plain)) {
    const names = ["scanner.chat.txt", "scanner.lines", `scanner.${words}.toml`, `scanner.${words}.words`];
    await page.setInputFiles("input", names.map((name) => join(folder, name)));
    /** @type {import("../../tests/bench/scanner.ts").Row[]} */
    const rows = await page.evaluate(() => /** @type {any} */ (globalThis).measureScanner());
    for (const { engine, build, scan, findings, memory } of rows) {
      const speed = native.bytes / 1e3 / scan;
      const row = [build.toFixed(0), memory === null ? "" : (memory / 1e6).toFixed(1), speed.toFixed(1), findings, (speed / plain).toFixed(2)];
      console.log(`${words.padStart(7)}  ${engine}`.padEnd(43) + row.map((cell) => String(cell).padStart(15)).join(""));
    }
  }
  await browser.close();
}

/**
 * A page like the real one: one file, the same policy, the same worker.
 * @param {string} folder
 * @param {string} browserPath
 * @param {string} entry
 */
async function openHarness(folder, browserPath, entry) {
  const { chromium } = await import("@playwright/test");
  const harness = join(folder, "bench.html");
  writeFileSync(harness, inline(HARNESS, { "./bench.ts": await bundle({ entryPoints: [entry] }) }).html);
  const browser = await chromium.launch({ executablePath: browserPath, args: ["--disable-gpu", "--disable-background-networking"] });
  const page = await browser.newPage();
  await page.goto(pathToFileURL(harness).href);
  return { browser, page };
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
      run("cargo", ["bench", "--quiet", "--bench", "scanner"], { QZ_BENCH_DIR: folder });
      await benchScanner(folder, browser);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    console.log();
    printSizes();
  });
}
