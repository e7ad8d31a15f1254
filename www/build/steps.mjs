// A build step runs only where what goes in has changed since its last run, by content.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { dist, root } from "./common.mjs";

/**
 * All files under these files and folders, sorted.
 * @param {string[]} paths relative to the repository
 * @returns {string[]} absolute
 */
function files(paths) {
  return paths
    .map((path) => join(root, path))
    .filter((path) => existsSync(path))
    .flatMap((path) =>
      statSync(path).isDirectory()
        ? readdirSync(path, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
        : [path],
    )
    .sort();
}

/**
 * SHA-256 over names and contents.
 * @param {string[]} paths files and folders relative to the repository
 * @returns {string} hexadecimal
 */
export function contentHash(paths) {
  const hash = createHash("sha256");
  for (const file of files(paths)) {
    hash.update(`${relative(root, file)}\0`).update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

/**
 * Runs `build` unless its inputs are those of the last run and its outputs are there.
 * @param {string} name
 * @param {{ inputs: string[], outputs: string[], build: () => unknown }} step paths relative to the repository
 */
export async function step(name, { inputs, outputs, build }) {
  const stamps = join(dist, ".stamps");
  const stamp = join(stamps, name);
  const hash = contentHash(inputs);
  const there = outputs.every((path) => existsSync(join(root, path)));
  if (there && existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  const start = performance.now();
  await build();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, hash);
  console.log(`built ${name} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
