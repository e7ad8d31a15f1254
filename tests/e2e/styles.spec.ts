// All sheets share one shadow root: a class that one screen styles must not mean something else on another.

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";

const folder = "www/app/styles";
/** Sheets of what every screen shares; a screen may adapt it. */
const SHARED = new Set(["base.css", "parts.css", "frame.css", "tokens.css"]);

test("a class is styled by one screen's sheet, or under the class of the screen", () => {
  const sheets = new Map<string, Set<string>>();
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".css") && !SHARED.has(name))) {
    for (const [, first] of readFileSync(`${folder}/${name}`, "utf8").matchAll(/^\s*\.([\w-]+)(?=\s*[,{])/gm)) {
      if (first) sheets.set(first, (sheets.get(first) ?? new Set()).add(name));
    }
  }
  expect(sheets.size).toBeGreaterThan(50);
  expect([...sheets].filter(([, names]) => names.size > 1).map(([name, names]) => `${name}: ${[...names].join(", ")}`)).toEqual([]);
});
