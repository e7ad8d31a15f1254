// `npm run check`: what can be said about the code without running it.

import { join } from "node:path";
import { isMain, root, script, tee, wasmTarget } from "./common.mjs";
import { setUp } from "./setup.mjs";

/** @typedef {{ name: string, program: string, args: string[] }} Check */

/** @type {Check[]} */
export const checks = [
  { name: "rustfmt", program: "cargo", args: ["fmt", "--check"] },
  { name: "clippy, native", program: "cargo", args: ["clippy", "--all-targets", "--quiet", "--", "-D", "warnings"] },
  { name: "clippy, wasm", program: "cargo", args: ["clippy", "--lib", "--test", "wasm", "--quiet", "--target", wasmTarget, "--", "-D", "warnings"] },
  { name: "types, page", program: process.execPath, args: [join(root, "node_modules/typescript/bin/tsc"), "-p", "."] },
  { name: "types, command line and tests", program: process.execPath, args: [join(root, "node_modules/typescript/bin/tsc"), "-p", "www/build"] },
];

if (isMain(import.meta.url)) {
  await script(async () => {
    setUp();
    let failed = 0;
    for (const { name, program, args } of checks) {
      const { status } = await tee(program, args);
      if (status !== 0) failed++;
      console.log(`${status === 0 ? "passed" : "FAILED"}  ${name}`);
    }
    process.exitCode = failed > 0 ? 1 : 0;
  });
}
