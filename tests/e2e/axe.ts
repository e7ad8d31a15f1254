// What axe finds on a page as it stands.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page } from "./support.ts";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

interface Found {
  id: string;
  nodes: { target: unknown; failureSummary?: string }[];
}

/** Fails softly with everything that axe complains about. */
export async function expectNothing(page: Page, screen: string): Promise<void> {
  // Colours are measured as they stay, not while a sheet fades in.
  await page.evaluate(async () => {
    const roots = [document, ...[...document.querySelectorAll("*")].flatMap((element) => element.shadowRoot ?? [])];
    await Promise.all(roots.flatMap((root) => root.getAnimations()).map((animation) => animation.finished.catch(() => {})));
  });
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(source);
  const violations: Found[] = await page.evaluate(
    async (tags) => (await (globalThis as unknown as { axe: { run(root: Document, options: object): Promise<{ violations: Found[] }> } }).axe.run(document, { runOnly: tags })).violations,
    TAGS,
  );
  const said = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${JSON.stringify(target)} ${failureSummary ?? ""}`));
  expect.soft(said, screen).toEqual([]);
}
