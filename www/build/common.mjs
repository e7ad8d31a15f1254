// What every build script needs: where things are, and how to run a program. Node's own modules only.

import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const dist = join(root, "dist");
export const site = join(dist, "site");
export const target = resolve(root, process.env.CARGO_TARGET_DIR ?? "target");
export const wasmTarget = "wasm32-unknown-unknown";
export const cache = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), process.platform === "darwin" ? "Library/Caches" : ".cache"),
  "qunzhen",
);

/** A message for the person at the keyboard: what is missing and what to do. No stack trace is shown for it. */
export class Advice extends Error {}

/**
 * Runs a program with its output shown, and fails where it fails.
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string>} [env] added to the environment
 */
export function run(program, args, env = {}) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
  if (error) throw error;
  if (status !== 0) throw new Error(`${[program, ...args].join(" ")} ended with status ${status}`);
}

/**
 * Runs a program quietly; `null` where it is missing or fails.
 * @param {string} program
 * @param {string[]} args
 * @returns {string | null} what it printed
 */
export function ask(program, args) {
  const { status, stdout } = spawnSync(program, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return status === 0 ? stdout.trim() : null;
}

/**
 * Runs a program with its output shown and kept.
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string>} [env] added to the environment
 * @returns {Promise<{ status: number, output: string }>}
 */
export function tee(program, args, env = {}) {
  return new Promise((done) => {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => ((output += text), process.stdout.write(text)));
    child.stderr.setEncoding("utf8").on("data", (text) => ((output += text), process.stderr.write(text)));
    child.on("error", (error) => done({ status: 1, output: `${output}\n${error.message}` }));
    child.on("close", (status) => done({ status: status ?? 1, output }));
  });
}

/**
 * The first of these programs that exists, as a path.
 * @param {(string | undefined)[]} names paths, or names looked up in PATH
 */
export function find(names) {
  for (const name of names) {
    if (!name) continue;
    if (name.includes("/") || name.includes("\\")) {
      if (existsSync(name)) return name;
      continue;
    }
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
      const path = join(folder, process.platform === "win32" ? `${name}.exe` : name);
      if (existsSync(path)) return path;
    }
  }
  return null;
}

/**
 * Whether a module is the script that was started.
 * @param {string} url its `import.meta.url`
 */
export function isMain(url) {
  return process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(url);
}

/**
 * Runs a script's main function; an {@link Advice} is printed as it is, anything else with its stack.
 * @param {() => unknown} main
 */
export async function script(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Advice ? `\n${error.message}` : error);
    process.exit(1);
  }
}
