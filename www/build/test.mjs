// `npm test`: sets up, runs every check and test, goes on after a failure, and counts.

import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { checks } from "./check.mjs";
import { dist, root, script, tee, wasmTarget } from "./common.mjs";
import { setUp, setUpBrowsers, wasmBindgenFolder } from "./setup.mjs";

/** @typedef {{ passed: number, failed: number }} Count */

/** @type {({ name: string, seconds: number } & Count)[]} */
const table = [];

/**
 * Runs one part and counts it; whatever it throws is one failure.
 * @param {string} name
 * @param {() => Promise<Count>} part
 */
async function part(name, part) {
  console.log(`\n=== ${name}`);
  const start = performance.now();
  /** @type {Count} */
  let count = { passed: 0, failed: 1 };
  try {
    count = await part();
  } catch (error) {
    console.error(error);
  }
  table.push({ name, ...count, seconds: (performance.now() - start) / 1000 });
}

/** @returns {Count} one check */
const one = (/** @type {number} */ status) => ({ passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 });

/**
 * Adds up cargo's closing lines. A run that failed without a failed test (it did not compile, it was ended) is one failure.
 * @param {{ status: number, output: string }} run
 * @returns {Count}
 */
function cargoCount({ status, output }) {
  let passed = 0;
  let failed = 0;
  for (const [, ok, bad] of output.matchAll(/test result: .*?(\d+) passed; (\d+) failed/g)) {
    passed += Number(ok);
    failed += Number(bad);
  }
  return { passed, failed: status !== 0 && failed === 0 ? 1 : failed };
}

/** @returns {Promise<Count>} */
async function endToEnd(/** @type {string} */ browser) {
  const report = join(dist, "e2e.json");
  rmSync(report, { force: true });
  mkdirSync(dist, { recursive: true });
  const playwright = join(root, "node_modules/@playwright/test/cli.js");
  const { status } = await tee(process.execPath, [playwright, "test", "-c", "tests/e2e", "--reporter=list,json"], {
    CHROMIUM: browser,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  });
  const { expected, unexpected, flaky } = JSON.parse(readFileSync(report, "utf8")).stats;
  // On a busy machine a browser may miss a click; a test gets one more try, and that it did is said.
  if (flaky) console.log(`${flaky} end-to-end tests passed at the second try; see dist/e2e.json`);
  return { passed: expected + flaky, failed: status !== 0 && unexpected === 0 ? 1 : unexpected };
}

await script(async () => {
  setUp();
  const { browser, driver } = setUpBrowsers();
  for (const { name, program, args } of checks) {
    await part(name, async () => one((await tee(program, args)).status));
  }
  await part("tests, native", async () => cargoCount(await tee("cargo", ["test"])));
  await part("tests, wasm in a browser's worker", async () =>
    cargoCount(
      await tee("cargo", ["test", "--target", wasmTarget, "--test", "wasm"], {
        CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: join(wasmBindgenFolder().folder, "bin/wasm-bindgen-test-runner"),
        CHROMEDRIVER: driver,
        WASM_BINDGEN_TEST_TIMEOUT: "300",
      }),
    ),
  );
  await part("build", async () => (await build(), one(0)));
  await part("tests, end to end", () => endToEnd(browser));

  console.log();
  for (const { name, passed, failed, seconds } of table) {
    console.log(`${failed === 0 ? "ok    " : "FAILED"}  ${name.padEnd(36)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${seconds.toFixed(0).padStart(5)} s`);
  }
  const sum = (/** @type {"passed" | "failed"} */ key) => table.reduce((total, row) => total + row[key], 0);
  process.exitCode = sum("failed") > 0 ? 1 : 0;
  console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
});
