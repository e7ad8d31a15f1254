// An unknown text: who, when and what are marked in two lines, and read back by the engine; bad marks are refused or
// read right (every kind of them: `tests/native/marks.rs`).

import { failureWords } from "../../www/i18n/index.ts";
import { expectNothing } from "./axe.ts";
import { App, expect, test, upload } from "./support.ts";

const unknown = `#12 @阿青 at 2025-03-08 09:02 >> 报名 两位
还有一个朋友
#13 @老 周 at 2025-03-08 09:05 >> 带锅
#14 @小林 at 2025-03-08 09:07 >> 好的
#15 @阿青 at 2025-03-08 09:08 >> 谢谢
`;

const reason = (app: App, code: string) => failureWords(app.lang, { code: "marks", args: { reason: code }, message: "" }).what;
const rowsOf = (app: App) => app.card("群.txt").getByRole("list", { name: app.t.confirm.rows }).getByRole("listitem");

test("a name marked with its colon is read without it", async ({ page, site }) => {
  const app = await new App(page).open(site);
  await app.choose(upload("群.txt", "-> 阿青: 报名 ~1\n-> 老周: 带锅 ~2\n-> 小 林: 好的 ~3\n"));
  const form = page.getByRole("form", { name: app.t.wizard.title });
  await expect(form).toBeVisible();
  const words = form.getByRole("group", { name: app.t.wizard.lineLabel(1) });
  // The guess takes the name alone; a hand takes the colon along.
  await words.getByRole("button", { name: ":", exact: true }).click();
  await form.getByRole("group", { name: app.t.wizard.lineLabel(2) }).getByRole("button", { name: ":", exact: true }).click();
  await expect(form).toContainText("阿青:");
  await app.button(app.t.wizard.go).click();
  await expect(rowsOf(app)).toHaveCount(3);
  await expect(rowsOf(app).nth(2).locator(".who")).toHaveText(/^小 林\s*$/);
});

for (const lang of ["zh-CN", "en"] as const) {
  test.describe(lang, () => {
    test.use({ locale: lang === "en" ? "en-GB" : lang });

    test("messages appear with who, when and what, and count", async ({ page, site }) => {
      const app = await new App(page, lang).open(site);
      await app.choose(upload("群.txt", unknown));
      await app.button(app.t.wizard.go).click();
      await expect(rowsOf(app)).toHaveCount(4);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(app.t.confirm.title(4, 3));
      await expect(app.card("群.txt")).toContainText(app.t.wizard.applied(4, 5));
      await expect(rowsOf(app).nth(0)).toContainText("还有一个朋友");
      await expect(rowsOf(app).nth(1).locator(".who")).toContainText("老 周");
      await expect(rowsOf(app).nth(1).locator("time")).toHaveAttribute("datetime", "2025-03-08T09:05:00+08:00");
      await app.check();
    });

    test("marks that tell nothing say why, and stay to be changed", async ({ page, site }) => {
      const app = await new App(page, lang).open(site);
      await app.choose(upload("群.txt", unknown));
      const form = page.getByRole("form", { name: app.t.wizard.title });
      await form.getByRole("radio", { name: app.t.wizard.fields.when }).check();
      for (const [number, date] of [
        [1, "2025-03-08 09:02"],
        [2, "2025-03-08 09:05"],
      ] as const) {
        const line = form.getByRole("group", { name: app.t.wizard.lineLabel(number) });
        await line.getByRole("button", { name: app.t.wizard.token(date, app.t.wizard.fields.when), exact: true }).click();
        await line.getByRole("button", { name: "at", exact: true }).click();
      }
      await app.button(app.t.wizard.go).click();
      await expect(app.card("群.txt")).toContainText(reason(app, "no-time"));
      await expect(form).toBeVisible();
      await expectNothing(page, "marks refused");
    });

    test("marks that fit one line only are called too narrow", async ({ page, site }) => {
      const app = await new App(page, lang).open(site);
      await app.choose(upload("群.txt", unknown.replaceAll(/#\d+/g, (floor) => (floor === "#12" ? "[甲]" : "[乙]"))));
      const form = page.getByRole("form", { name: app.t.wizard.title });
      await app.button(app.t.wizard.other).click();
      const lines = form.getByRole("group", { name: app.t.wizard.lines }).getByRole("button");
      await lines.nth(2).click();
      await expect(form.getByRole("group", { name: app.t.wizard.lineLabel(2) })).toBeHidden();
      await app.button(app.t.wizard.go).click();
      await expect(app.card("群.txt")).toContainText(app.t.wizard.appliedFew(1, 5));
      await expectNothing(page, "marks too narrow");
    });
  });
}
