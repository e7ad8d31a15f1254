// Tables: what each column holds is guessed by the engine, and put right by hand.

import { join } from "node:path";
import { expectNothing } from "./axe.ts";
import { App, expect, root, test, upload, type Locator } from "./support.ts";

/** "备注" is elsewhere a name that somebody was given; here it holds what was said. */
const misleading = `时间,昵称,姓名,内容,备注
2025-03-08 09:02:11,露营小店,阿青,文本,早上好，有牛肉干吗
2025-03-08 09:05:40,露营小店,老周,文本,有的，今天刚到
2025-03-08 09:06:02,露营小店,阿青,文本,那来两包
2025-03-08 09:07:00,露营小店,小林,,带锅
`;

/** No header that a chat table is known by. */
const odd = `col1,col2,col3,col4
2025-03-08 09:02:11,阿青,10086,早上好，有牛肉干吗
2025-03-08 09:05:40,老周,10087,有的，今天刚到
2025-03-08 09:06:02,阿青,10086,那来两包
`;

const rowsOf = (app: App, file: string) => app.card(file).getByRole("list", { name: app.t.confirm.rows }).getByRole("listitem");
const column = (app: App, file: string, name: string, number: number) => app.card(file).getByLabel(app.t.mapper.column(name, number));

/** Chooses as a hand does, which puts the focus there too. */
async function pick(select: Locator, value: string): Promise<void> {
  await select.focus();
  await select.selectOption(value);
}

for (const [lang, width] of [
  ["zh-CN", 1280],
  ["en", 390],
] as const) {
  test.describe(`${lang}, ${width} px`, () => {
    test.use({ locale: lang === "en" ? "en-GB" : lang, viewport: { width, height: 900 } });

    test("a wrong guess is put right: people, rows and counts follow at once", async ({ page, site }) => {
      const app = await new App(page, lang).open(site);
      await app.choose(upload("导出.csv", misleading));
      await app.atConfirm();
      const card = app.card("导出.csv");
      await expect(rowsOf(app, "导出.csv").first()).not.toContainText("阿青");
      await card.getByText(app.t.confirm.wrong).click();
      await expectNothing(page, "columns");
      await pick(column(app, "导出.csv", "备注", 5), "text");
      await pick(column(app, "导出.csv", "姓名", 3), "sender");
      await expect(rowsOf(app, "导出.csv").first()).toContainText("阿青");
      await expect(rowsOf(app, "导出.csv").first()).toContainText("早上好，有牛肉干吗");
      await expect(card).toContainText(app.t.confirm.counts(4, 3));
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(app.t.confirm.title(4, 3));
      await expect(column(app, "导出.csv", "姓名", 3)).toBeFocused();
      await expect(column(app, "导出.csv", "内容", 4)).toHaveValue("");
      // A group for every value of a column.
      await pick(column(app, "导出.csv", "昵称", 2), "conversation");
      await expect(card.getByRole("heading", { name: "露营小店" })).toBeVisible();
      await expect(column(app, "导出.csv", "昵称", 2)).toBeFocused();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await app.check();
    });

    test("a table with unknown headers is read once who and what are named", async ({ page, site }) => {
      const app = await new App(page, lang).open(site);
      await app.choose(upload("odd.csv", odd));
      await expect(page.getByRole("heading", { level: 1, name: app.t.confirm.unknown })).toBeVisible();
      const card = app.card("odd.csv");
      await expect(card).toContainText(app.t.mapper.needText);
      await expectNothing(page, "unknown table");
      await pick(column(app, "odd.csv", "col4", 4), "text");
      await expect(card).toContainText(app.t.mapper.needWho);
      await pick(column(app, "odd.csv", "col2", 2), "sender");
      await expect(card).toContainText(app.t.confirm.counts(3, 2));
      await expect(column(app, "odd.csv", "col2", 2)).toBeFocused();
      await pick(column(app, "odd.csv", "col1", 1), "time");
      await expect(card.locator("time").first()).toHaveAttribute("datetime", "2025-03-08T09:02:11+08:00");
      await expect(card).not.toContainText(app.t.mapper.guess);
      // Words taken away: nothing is read anew, and what is missing is said.
      await pick(column(app, "odd.csv", "col4", 4), "");
      await expect(card).toContainText(app.t.mapper.needText);
      await expect(card).toContainText(app.t.confirm.counts(3, 2));
      await expectNothing(page, "table read");
    });
  });
}

test("arrow keys pass choices without taking them from other columns", async ({ page, site }) => {
  const app = await new App(page).open(site);
  await app.choose(upload("t.csv", "时间,发送人,内容,备用\n2025-03-08 09:02,阿青,早上好,1\n2025-03-08 09:05,老周,有的,2\n"));
  await app.atConfirm();
  const card = app.card("t.csv");
  await card.getByText(app.t.confirm.wrong).click();
  // On the way to the sender the keys pass the time.
  await column(app, "t.csv", "备用", 4).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(rowsOf(app, "t.csv").first()).toContainText("1");
  await expect(column(app, "t.csv", "时间", 1)).toHaveValue("time");
  await expect(column(app, "t.csv", "发送人", 2)).toHaveValue("");
  await expect(card.locator("time").first()).toHaveAttribute("datetime", "2025-03-08T09:02:00+08:00");
  await pick(column(app, "t.csv", "发送人", 2), "sender");
  await expect(rowsOf(app, "t.csv").first()).toContainText("阿青");
});

for (const file of ["4m_10t_gb18030_excel.csv", "4m_12t_types.csv", "2m_5t_scrm.xls", "3m_8t_preamble.csv"]) {
  test(`columns of ${file} can be chosen again`, async ({ page, site }) => {
    const app = await new App(page).open(site);
    await app.choose(join(root, "tests/fixtures/chats/table", file));
    await app.atConfirm();
    const [people, messages] = file.split("_").map(Number.parseFloat) as [number, number];
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(app.t.confirm.title(messages, people));
    const card = app.card(file);
    await card.getByText(app.t.confirm.wrong).click();
    const selects = card.locator(".mapper select");
    const sender = await selects.evaluateAll((list) => (list as HTMLSelectElement[]).findIndex(({ value }) => value === "sender"));
    await pick(selects.nth(sender), "");
    await pick(selects.nth(sender), "sender");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(app.t.confirm.title(messages, people));
    await expect(card.getByRole("columnheader")).toHaveCount(await selects.count());
  });
}
