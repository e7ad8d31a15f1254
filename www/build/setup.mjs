// Makes a fresh machine ready: Rust's wasm target, the matching wasm-bindgen, npm packages, and browsers for tests.
// Runs before node_modules exists, so it uses Node's own modules only. Whatever is already there is left alone.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { Advice, ask, cache, find, isMain, root, run, script, wasmTarget } from "./common.mjs";

/** What building needs. */
export function setUp() {
  needLinker();
  needRust();
  needWasmBindgen();
  needPackages();
}

/** What the tests need besides: a browser and its driver. */
export function setUpBrowsers() {
  const missing = () => (findBrowser() ? [] : ["chromium"]).concat(findDriver() ? [] : ["chromium-driver"]);
  if (missing().length > 0) {
    // The font is for Chinese text in screenshots; a machine that has a browser already is left as it is.
    apt([...missing(), "fonts-wqy-microhei"], "Chromium and chromedriver of the same version (or set CHROMIUM and CHROMEDRIVER to their paths)");
  }
  const browser = findBrowser();
  const driver = findDriver();
  if (!browser || !driver) throw new Advice(`Still missing after the installation: ${missing().join(", ")}.`);
  return { browser, driver };
}

export function findBrowser() {
  return find([
    process.env.CHROMIUM,
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ]);
}

function findDriver() {
  return find([process.env.CHROMEDRIVER, "chromedriver", "/usr/bin/chromedriver", "/usr/lib/chromium/chromedriver"]);
}

/** The folder of the wasm-bindgen programs that match the crate's version. */
export function wasmBindgenFolder() {
  const lock = readFileSync(join(root, "Cargo.lock"), "utf8");
  const version = /name = "wasm-bindgen"\r?\nversion = "([^"]+)"/.exec(lock)?.[1];
  if (!version) throw new Error("Cargo.lock names no wasm-bindgen");
  return { version, folder: join(cache, `wasm-bindgen-${version}`) };
}

function needLinker() {
  if (process.platform === "win32" || find(["cc"])) return;
  apt(["gcc", "libc6-dev"], "a C compiler, which Rust links with (gcc, or Xcode's command line tools)");
}

function needRust() {
  // A terminal from before rustup's installation does not know the folder yet.
  const cargoHome = join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "bin");
  if (!find(["cargo"]) && existsSync(join(cargoHome, "cargo"))) process.env.PATH = `${cargoHome}${delimiter}${process.env.PATH}`;
  if (!find(["cargo"]) || !find(["rustup"])) {
    throw new Advice("Rust is missing. Install it with rustup (https://rustup.rs), open a new terminal, and run this again.");
  }
  const file = readFileSync(join(root, "rust-toolchain.toml"), "utf8");
  const channel = /channel = "([^"]+)"/.exec(file)?.[1] ?? "stable";
  const advice = (/** @type {string} */ command) => new Advice(`Rust ${channel} is not complete, and this failed: ${command}`);
  const attempt = (/** @type {string[]} */ args) => {
    try {
      run("rustup", args);
    } catch {
      throw advice(["rustup", ...args].join(" "));
    }
  };
  if (!ask("rustc", ["--version"])) {
    attempt(["toolchain", "install", channel, "--profile", "minimal", "-c", "rustfmt", "-c", "clippy", "-t", wasmTarget]);
  }
  const sysroot = ask("rustc", ["--print", "sysroot"]);
  if (!sysroot) throw advice("rustc --print sysroot");
  if (!existsSync(join(sysroot, "lib/rustlib", wasmTarget))) attempt(["target", "add", wasmTarget]);
  for (const [component, program] of [["rustfmt", "cargo-fmt"], ["clippy", "cargo-clippy"]]) {
    if (!find([join(sysroot, "bin", process.platform === "win32" ? `${program}.exe` : `${program}`)])) attempt(["component", "add", `${component}`]);
  }
}

function needWasmBindgen() {
  const { version, folder } = wasmBindgenFolder();
  if (find([join(folder, "bin/wasm-bindgen"), join(folder, "bin/wasm-bindgen.exe")])) return;
  console.log(`Installing wasm-bindgen ${version} (once; takes a few minutes) ...`);
  try {
    // Without --locked: its own lock file has named versions before that the registry no longer had.
    run("cargo", ["install", "wasm-bindgen-cli", "--version", version, "--root", folder]);
  } catch {
    throw new Advice(`wasm-bindgen ${version} could not be installed. This must work: cargo install wasm-bindgen-cli --version ${version}`);
  }
}

function needPackages() {
  const lock = createHash("sha256").update(readFileSync(join(root, "package-lock.json"))).digest("hex");
  const stamp = join(root, "node_modules/.qunzhen-lock");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  try {
    run(process.platform === "win32" ? "npm.cmd" : "npm", ["ci"]);
  } catch {
    throw new Advice("The npm packages could not be installed. This must work: npm ci");
  }
  writeFileSync(stamp, lock);
}

/**
 * Installs Debian packages where that is possible, or says what to install.
 * @param {string[]} packages
 * @param {string} what the same in words, for other systems
 */
function apt(packages, what) {
  const administrator = process.getuid?.() === 0;
  const sudo = !administrator && ask("sudo", ["-n", "true"]) !== null;
  if (find(["apt-get"]) && (administrator || sudo)) {
    const command = (/** @type {string[]} */ args) => {
      const quiet = ["DEBIAN_FRONTEND=noninteractive", "apt-get", ...args];
      administrator ? run("env", quiet) : run("sudo", ["-n", "env", ...quiet]);
    };
    try {
      command(["update"]);
      command(["install", "-y", "--no-install-recommends", ...packages]);
      return;
    } catch {
      // Said below.
    }
  }
  throw new Advice(`Please install ${what}.\nOn Debian: apt-get install ${packages.join(" ")}`);
}

if (isMain(import.meta.url)) {
  await script(() => {
    setUp();
    if (process.argv.includes("--browsers")) setUpBrowsers();
  });
}
