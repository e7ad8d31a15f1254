// `createAnalyzer` as a program uses it, in a page with the strict policy.

import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { bundle } from "../../www/build/build.mjs";
import { inline } from "../../www/build/inline.mjs";
import type { Api } from "./engine-page.ts";
import { chat, expect, test as base } from "./support.ts";

declare const api: Api;

const test = base.extend<{ harness: void }>({
  harness: [
    async ({ page }, use, info) => {
      const script = await bundle({ entryPoints: ["tests/e2e/engine-page.ts"] });
      const file = info.outputPath("engine.html");
      writeFileSync(file, inline('<!doctype html><html lang="en"><meta charset="utf-8"><title>engine</title><script src="./engine-page.ts"></script></html>', { "./engine-page.ts": script }).html);
      await page.goto(pathToFileURL(file).href);
      await use();
    },
    { auto: true },
  ],
});

test("parse, scan, pages of messages and findings", async ({ page }) => {
  const found = await page.evaluate(async (chat) => {
    const analyzer = await api.createAnalyzer();
    const progress: string[] = [];
    const report = await analyzer.parse([new File([chat], "群.txt"), { name: "empty.txt", bytes: new Uint8Array() }], { onProgress: ({ stage }) => progress.push(stage) });
    const id = report.sources[0]?.conversations[0]?.id ?? "";
    const scan = await analyzer.scanLoaded({ staff: ["露营小客服"], onProgress: ({ stage }) => progress.push(stage) });
    const rows = await analyzer.select({ hits_only: true });
    const first = (await analyzer.rows(0, 1))[0];
    const result = {
      formats: report.sources.map((source) => source.format),
      failures: report.failures.map(({ file, code }) => [file, code]),
      senders: (await analyzer.messages(id, 0, 10)).map((message) => message.sender),
      roles: (await analyzer.members(id, 0, 10)).map(({ name, role }) => [name, role]),
      hits: scan.hits,
      rows,
      positions: [...(await analyzer.hits())],
      sliced: first?.hits.every((hit) => first.text.slice(hit.start, hit.end) === hit.matched),
      whole: (await analyzer.message(first?.message ?? -1))?.text === first?.text,
      lines: (await analyzer.scan(["再不退款我就去12315投诉你们", { text: "您好", role: "official" }])).map(({ line, hits }) => [line, hits.length > 0]),
      progress: [...new Set(progress)],
    };
    analyzer.dispose();
    return result;
  }, chat);
  expect(found).toMatchObject({
    formats: ["wechat_share"],
    failures: [["empty.txt", "empty-file"]],
    senders: ["阿青", "露营小客服", "阿青"],
    sliced: true,
    whole: true,
    lines: [
      [1, true],
      [2, false],
    ],
    progress: expect.arrayContaining(["parse"]),
  });
  expect(found.roles).toContainEqual(["露营小客服", "official"]);
  expect(found.hits).toBeGreaterThan(0);
  expect(found.positions).toEqual(Array.from({ length: found.rows }, (_, i) => i));
});

test("cancel ends the work, and the analyzer goes on", async ({ page }) => {
  const outcome = await page.evaluate(async (chat) => {
    const analyzer = await api.createAnalyzer();
    const lines = Array.from({ length: 200_000 }, (_, i) => `2025/03/08 09:${String(i % 60).padStart(2, "0")} - 群友${i % 50}: 编号 ${i} 的话\n`);
    const controller = new AbortController();
    const code = (error: unknown) => (error instanceof api.EngineError ? error.code : String(error));
    const running = analyzer.parse([new File(lines, "big.txt")], { signal: controller.signal, onProgress: () => controller.abort() });
    const waiting = analyzer.formats();
    const codes = await Promise.all([running.catch(code), waiting.catch(code)]);
    codes.push(await analyzer.formats({ signal: controller.signal }).catch(code));
    const again = await analyzer.parse([new File([chat], "群.txt")]);
    analyzer.dispose();
    codes.push(await analyzer.formats().catch(code));
    return { codes, sources: again.sources.length };
  }, chat);
  expect(outcome).toEqual({ codes: ["cancelled", "cancelled", "cancelled", "disposed"], sources: 1 });
});

test("a wrong argument and a wrong pack are errors with a code, and the analyzer goes on", async ({ page }) => {
  const outcome = await page.evaluate(async () => {
    const analyzer = await api.createAnalyzer();
    const code = (error: unknown) => (error instanceof api.EngineError ? [error.code, error.file, Object.keys(error.args).length > 0] : String(error));
    const wrong = await analyzer.select({ severity: "S9" as "S1" }).catch(code);
    const pack = await analyzer.addPack("no pack", "own.toml").catch(code);
    return { wrong, pack, formats: (await analyzer.formats()).length > 0 };
  });
  expect(outcome).toEqual({ wrong: ["wrong-argument", "", false], pack: ["pack", "", true], formats: true });
});
