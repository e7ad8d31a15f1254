// axe finds nothing to complain about on any screen, in both languages, light and dark, wide and narrow.

import { expectNothing } from "./axe.ts";
import { App, chat, expect, test, upload } from "./support.ts";

for (const lang of ["zh-CN", "en"] as const) {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [1280, 390]) {
      test.describe(`${lang}, ${colorScheme}, ${width} px`, () => {
        test.use({ locale: lang === "en" ? "en-GB" : lang, colorScheme, viewport: { width, height: 900 } });

        test("every screen from import to explanation", async ({ page, site }) => {
          test.slow();
          const app = await new App(page, lang).open(site);
          await expectNothing(page, "import");
          await page.locator("details").evaluateAll((all) => all.forEach((details) => ((details as HTMLDetailsElement).open = true)));
          await expectNothing(page, "import, everything open");
          await app.choose(upload("empty.txt", ""));
          await expect(page.getByRole("heading", { level: 1, name: app.t.confirm.none })).toBeVisible();
          await expectNothing(page, "confirm, nothing readable");
          await app.button(app.t.confirm.other).click();
          await app.choose(upload("empty.txt", ""), upload("chat.txt", chat));
          await app.atConfirm();
          await page.locator("details").evaluateAll((all) => all.forEach((details) => ((details as HTMLDetailsElement).open = true)));
          await expectNothing(page, "confirm");
          await app.button(app.t.steps.import).click();
          await app.demo();
          await app.check();
          await expectNothing(page, "results");
          await app.button(app.t.steps.import).click();
          await app.choose(upload("chat.txt", chat));
          await app.atConfirm();
          await app.check();
          await app.rows().first().click();
          await expect(page.getByRole("heading", { name: app.t.explain.law })).toBeVisible();
          await expectNothing(page, "explanation");
          await page.getByRole("button", { name: app.t.close }).first().click();
          await page.getByRole("button", { name: app.t.results.keys }).click();
          await expect(page.getByRole("dialog")).toBeVisible();
          await expectNothing(page, "keys");
        });

        test("progress and failure", async ({ page, site }) => {
          // A worker that is never told to read shows progress for as long as it takes to look at it.
          await page.addInitScript(() => {
            const post = Worker.prototype.postMessage as (this: Worker, ...args: unknown[]) => void;
            Worker.prototype.postMessage = function (this: Worker, ...args: unknown[]) {
              if ((args[0] as { call?: string }).call !== "parse") post.apply(this, args);
            };
          });
          const app = await new App(page, lang).open(site);
          await app.choose(upload("chat.txt", chat));
          await expect(page.getByRole("progressbar")).toBeVisible();
          await expectNothing(page, "progress");
          const worker = page.workers()[0] ?? (await page.waitForEvent("worker"));
          await worker.evaluate(() => {
            setTimeout(() => {
              throw new Error("crash on purpose");
            });
          });
          await expect(page.getByRole("heading", { level: 1, name: app.t.failed.title })).toBeVisible();
          await expectNothing(page, "failure");
          await app.button(app.t.failed.restart).click();
          await expect(page.getByRole("heading", { level: 1, name: app.t.import.title })).toBeVisible();
        });
      });
    }
  }
}
