// Rust -> wasm -> worker -> page and command line, all under dist/.

import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { dist, isMain, root, run, script, site, target, wasmTarget } from "./common.mjs";
import { inline } from "./inline.mjs";
import { setUp, wasmBindgenFolder } from "./setup.mjs";
import { step } from "./steps.mjs";

// What Rust's wasm32 target emits by default, and what `.cargo/config.toml` adds.
const WASM_FEATURES = ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext", "simd"];

/** Builds everything that changed. */
export async function build() {
  mkdirSync(site, { recursive: true });
  await step("core", {
    inputs: ["src", ".cargo", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "package-lock.json", "www/build/build.mjs"],
    outputs: ["dist/core.js", "dist/core_bg.wasm", "dist/core_bg.wasm.zst"],
    build: buildCore,
  });
  const shared = ["www/engine", "dist/core.js", "dist/core_bg.wasm.zst", "package.json", "package-lock.json", "www/build"];
  await step("worker", { inputs: shared, outputs: ["dist/worker.txt"], build: buildWorker });
  await step("page", {
    inputs: [...shared, "dist/worker.txt", "www/index.html", "www/element", "www/app", "www/demo", "www/i18n"],
    outputs: ["dist/site/index.html", "dist/qunzhen.html"],
    build: buildPage,
  });
  await step("element", {
    inputs: [...shared, "dist/worker.txt", "www/element", "www/app", "www/demo", "www/i18n"],
    outputs: ["dist/qunzhen-element.js"],
    build: buildElement,
  });
  await step("cli", { inputs: [...shared, "www/cli", "www/i18n"], outputs: ["dist/cli.js"], build: buildCommand });
}

/** Prints what a visitor downloads. */
export function printSizes() {
  for (const [name, path] of [["wasm", "core_bg.wasm"], ["page with everything in it", "qunzhen.html"], ["element with everything in it", "qunzhen-element.js"], ["command line", "cli.js"]]) {
    const file = join(dist, `${path}`);
    if (!existsSync(file)) continue;
    const bytes = readFileSync(file);
    const kilobytes = (/** @type {Uint8Array} */ data) => `${(data.length / 1000).toFixed(0)} kB`.padStart(8);
    console.log(`${`dist/${path}`.padEnd(22)} ${kilobytes(bytes)}, gzipped ${kilobytes(gzipSync(bytes, { level: 9 }))}  ${name}`);
  }
}

async function buildCore() {
  run("cargo", ["build", "--release", "--lib", "--target", wasmTarget]);
  const { folder } = wasmBindgenFolder();
  const raw = join(target, wasmTarget, "release/qunzhen.wasm");
  run(join(folder, "bin/wasm-bindgen"), [raw, "--target", "web", "--out-dir", dist, "--out-name", "core", "--no-typescript"]);
  const wasm = join(dist, "core_bg.wasm");
  const wasmOpt = join(root, "node_modules/binaryen/bin/wasm-opt");
  run(process.execPath, [wasmOpt, wasm, "-O3", ...WASM_FEATURES.map((name) => `--enable-${name}`), "-o", wasm]);
  // A fifth smaller than gzip, which is what browsers could undo by themselves.
  const { compress, init } = await import("@bokuweb/zstd-wasm");
  await init();
  writeFileSync(`${wasm}.zst`, compress(readFileSync(wasm), 22));
}

/**
 * @param {import("esbuild").BuildOptions} options
 * @returns {Promise<string>} the bundle
 */
export async function bundle(options) {
  const { build, transform } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: root,
    // What earlier steps made; declared in `engine/core.d.ts`.
    alias: { "#core": join(dist, "core.js"), "#core-packed": join(dist, "core_bg.wasm.zst"), "#worker": join(dist, "worker.txt") },
    bundle: true,
    charset: "utf8",
    format: "iife",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    loader: { ".csv": "text", ".jsonl": "text", ".txt": "text", ".zst": "base64" },
    logLevel: "warning",
    // wasm-bindgen's own loader looks at it; ours hands the wasm over.
    logOverride: { "empty-import-meta": "silent" },
    minify: true,
    plugins: [
      {
        name: "style sheets as text",
        setup(build) {
          build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
            const { code } = await transform(readFileSync(path, "utf8"), { loader: "css", minify: true });
            return { contents: code, loader: "text" };
          });
        },
      },
    ],
    target: "es2022",
    write: false,
    ...options,
  });
  return outputFiles?.[0]?.text ?? "";
}

async function buildWorker() {
  writeFileSync(join(dist, "worker.txt"), await bundle({ entryPoints: ["www/engine/worker.ts"] }));
}

async function buildPage() {
  const code = await bundle({ entryPoints: ["www/element/main.ts"] });
  const { html } = inline(readFileSync(join(root, "www/index.html"), "utf8"), { "./element/main.ts": code });
  writeFileSync(join(dist, "qunzhen.html"), html);
  copyFileSync(join(dist, "qunzhen.html"), join(site, "index.html"));
}

/** What code shows as its version. */
function versionDefine() {
  const { version } = createRequire(import.meta.url)("../../package.json");
  return { __VERSION__: JSON.stringify(version) };
}

async function buildElement() {
  const code = await bundle({ entryPoints: ["www/element/embed.ts"], define: versionDefine() });
  writeFileSync(join(dist, "qunzhen-element.js"), code);
}

async function buildCommand() {
  const code = await bundle({
    entryPoints: ["www/cli/main.ts"],
    banner: { js: "#!/usr/bin/env node" },
    define: versionDefine(),
    format: "esm",
    minify: false,
    platform: "node",
    target: "node20",
  });
  writeFileSync(join(dist, "cli.js"), code, { mode: 0o755 });
}

if (isMain(import.meta.url)) {
  await script(async () => {
    setUp();
    await build();
    printSizes();
  });
}
