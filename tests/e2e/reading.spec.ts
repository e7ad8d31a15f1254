// Help where a file is read wrongly or not at all: columns, marked lines, masked samples; by mouse, by touch and by keyboard.

import { redact } from "../../www/app/redact.ts";
import { guessHeads, tokens, wordsOf } from "../../www/app/guess.ts";
import type { MarkedLine } from "../../www/engine/types.ts";
import { failureWords } from "../../www/i18n/index.ts";
import { expectNothing } from "./axe.ts";
import { App, expect, share, test, upload } from "./support.ts";

/** Nobody knows this layout. */
const unknown = `#12 @阿青 at 2025-03-08 09:02 >> 报名
还有一个朋友
#13 @老周 at 2025-03-08 09:05 >> 带锅
#14 @小林 at 2025-03-08 09:07 >> 好的
#15 @阿青 at 2025-03-08 09:08 >> 谢谢
`;

/** A guess takes the words in angle brackets for the name. */
const misleading = `#12 <活动专区> 阿青 at 2025-03-08 09:02 >> 报名
#13 <活动专区> 老周 at 2025-03-08 09:05 >> 带锅
#14 <闲聊> 小林 at 2025-03-08 09:07 >> 好的
`;

const wizard = (app: App) => app.page.getByRole("form", { name: app.t.wizard.title });
const rows = (app: App, file: string) => app.card(file).getByRole("list", { name: app.t.confirm.rows }).getByRole("listitem");

for (const lang of ["zh-CN", "en"] as const) {
  for (const [width, colorScheme] of [
    [1280, "light"],
    [390, "dark"],
  ] as const) {
    test.describe(`${lang}, ${width} px, ${colorScheme}`, () => {
      test.use({ locale: lang === "en" ? "en-GB" : lang, viewport: { width, height: 900 }, colorScheme, hasTouch: width < 720 });

      test("an unknown layout is guessed, read, and taken back", async ({ page, site }) => {
        const app = await new App(page, lang).open(site);
        await app.choose(upload("群.txt", unknown));
        await expect(page.getByRole("heading", { level: 1, name: app.t.confirm.unknown })).toBeVisible();
        await expect(wizard(app).getByRole("group", { name: app.t.wizard.lineLabel(1) })).toBeVisible();
        await expectNothing(page, "unknown layout");
        await app.button(app.t.wizard.go).click();
        await expect(rows(app, "群.txt")).toHaveCount(4);
        await expect(rows(app, "群.txt").first()).toContainText("阿青");
        await expect(rows(app, "群.txt").first()).toContainText("报名");
        await expect(app.button(app.t.wizard.redo)).toBeFocused();
        await app.button(app.t.wizard.redo).click();
        await app.button(app.t.wizard.other).click();
        await expectNothing(page, "marked again");
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        await app.button(app.t.wizard.drop).click();
        await expect(page.getByRole("heading", { level: 1, name: app.t.confirm.unknown })).toBeVisible();
      });

      test("an unknown table shows its columns to choose from", async ({ page, site }) => {
        const app = await new App(page, lang).open(site);
        await app.choose(upload("t.csv", "甲,乙,丙,丁\n1,橙子,a,你好\n2,木木,b,在吗\n3,橙子,c,在的\n"));
        await expect(app.card("t.csv").getByRole("columnheader")).toHaveCount(4);
        await expect(app.card("t.csv")).toContainText(app.t.mapper.needText);
        await expectNothing(page, "unknown table");
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      });
    });
  }
}

test("other lines can be chosen", async ({ page, site }) => {
  const app = await new App(page).open(site);
  await app.choose(upload("群.txt", unknown));
  await app.button(app.t.wizard.other).click();
  const lines = page.getByRole("group", { name: app.t.wizard.lines }).getByRole("button");
  await lines.nth(2).click();
  await lines.nth(0).click();
  await expect(wizard(app)).toContainText(app.t.wizard.pick);
  // A line of words has nobody in it who could be told from the words.
  await lines.nth(1).click();
  await expect(app.button(app.t.wizard.go)).toBeDisabled();
  await lines.nth(1).click();
  await lines.nth(3).click();
  await app.button(app.t.wizard.go).click();
  await expect(rows(app, "群.txt")).toHaveCount(4);
});

test("marks that fit nothing say so and can be changed", async ({ page, site }) => {
  const app = await new App(page).open(site);
  await app.choose(upload("群.txt", unknown));
  await wizard(app).getByRole("radio", { name: app.t.wizard.fields.when }).check();
  // A mark is taken off and another word marked instead, then the other way round.
  const change = async (from: (date: string) => string, to: (date: string) => string) => {
    for (const [number, date] of [
      [1, "2025-03-08 09:02"],
      [2, "2025-03-08 09:05"],
    ] as const) {
      const word = (text: string) => wizard(app).getByRole("group", { name: app.t.wizard.lineLabel(number) }).getByRole("button", { name: text, exact: true });
      await word(app.t.wizard.token(from(date), app.t.wizard.fields.when)).click();
      await word(to(date)).click();
    }
    await app.button(app.t.wizard.go).click();
  };
  await change(
    (date) => date,
    () => "at",
  );
  await expect(app.card("群.txt")).toContainText(failureWords("zh-CN", { code: "marks", args: { reason: "no-time" }, message: "" }).what);
  await change(
    () => "at",
    (date) => date,
  );
  await expect(rows(app, "群.txt")).toHaveCount(4);
});

test("a wrong guess is put right with the mouse", async ({ page, site }) => {
  const app = await new App(page).open(site);
  await app.choose(upload("群.txt", misleading));
  for (const [number, level, name] of [
    [1, "活动专区", "阿青"],
    [2, "闲聊", "小林"],
  ] as const) {
    const words = wizard(app).getByRole("group", { name: app.t.wizard.lineLabel(number) });
    await words.getByRole("button", { name: app.t.wizard.token(level, app.t.wizard.fields.who), exact: true }).click();
    await words.getByRole("button", { name, exact: true }).click();
    await expect(words.getByRole("button", { name: app.t.wizard.token(name, app.t.wizard.fields.who), exact: true })).toHaveAttribute("aria-pressed", "true");
  }
  await app.button(app.t.wizard.go).click();
  await expect(rows(app, "群.txt")).toHaveCount(3);
  await expect(rows(app, "群.txt").nth(2)).toContainText("小林");
  await expect(rows(app, "群.txt").nth(2)).toContainText("好的");
});

test("a wrong guess is put right with the keyboard alone", async ({ page, site }) => {
  const app = await new App(page).open(site);
  await app.choose(upload("群.txt", misleading));
  await expect(wizard(app)).toBeVisible();
  const focused = () => page.evaluate(() => document.querySelector("qun-zhen")?.shadowRoot?.activeElement?.textContent ?? "");
  const tabTo = async (text: string) => {
    for (let i = 0; i < 40 && (await focused()) !== text; i++) await page.keyboard.press("Tab");
    expect(await focused()).toBe(text);
  };
  const seek = async (text: string) => {
    await page.keyboard.press("Home");
    for (let i = 0; i < 40 && (await focused()) !== text; i++) await page.keyboard.press("ArrowRight");
    expect(await focused()).toBe(text);
  };
  for (const [level, name] of [
    ["活动专区", "阿青"],
    ["闲聊", "小林"],
  ] as const) {
    await tabTo("#");
    await seek(level);
    await page.keyboard.press("Enter");
    await seek(name);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Home");
    await page.keyboard.press("Tab");
  }
  await tabTo(app.t.wizard.go);
  await page.keyboard.press("Enter");
  await expect(rows(app, "群.txt")).toHaveCount(3);
  await expect(app.button(app.t.wizard.redo)).toBeFocused();
});

test("a recognised file can be marked by hand too", async ({ page, site }) => {
  const app = await new App(page).open(site);
  await app.choose(upload("群.txt", share("福利群", ["阿青", "老周"], "2025-03-08")));
  await app.atConfirm();
  await app.card("群.txt").getByText(app.t.confirm.wrong).click();
  await app.button(app.t.wizard.open).click();
  await expect(wizard(app)).toBeVisible();
  await app.button(app.t.wizard.go).click();
  await expect(app.button(app.t.wizard.redo)).toBeVisible();
  await expect(rows(app, "群.txt").first()).toContainText("阿青");
});

test.describe("masked samples", () => {
  test.use({ permissions: ["clipboard-read", "clipboard-write"] });

  test("show what is copied, and nothing of what was said", async ({ page, site }) => {
    const app = await new App(page).open(site);
    await app.choose(upload("群.txt", unknown));
    await page.getByText(app.t.sample.title).click();
    const sample = page.getByRole("region", { name: app.t.sample.label });
    await expect(sample).toContainText("#00 @某某 xx 0000-00-00 00:00 >> 某某");
    await expect(sample).not.toContainText(/阿青|报名|2025/);
    await expectNothing(page, "masked sample");
    await app.button(app.t.sample.copy).click();
    await expect(app.card("群.txt")).toContainText(app.t.explain.copied);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe((await sample.textContent())?.trim());
  });

  test("stand beside what was not understood", async ({ page, site }) => {
    const app = await new App(page).open(site);
    const talk = "2025/03/08, 09:02 - 阿青: 早上好\n2025/03/08, 09:03 - 老周: 有的\n2025/03/08, 09:04 - 阿青: 谢谢\n";
    await app.choose(upload("chat.txt", `没人说的话\n老周13800138000 另一行\n${talk}`));
    await app.atConfirm();
    const card = app.card("chat.txt");
    await card.getByText(app.t.confirm.unparsed(2)).click();
    await expect(card).toContainText(app.t.confirm.line(2));
    await card.getByText(app.t.sample.title).click();
    await expect(page.getByRole("region", { name: app.t.sample.label })).toHaveText("某某某某某\n某某00000000000 某某某");
  });
});

test("letters and digits are masked, layout stays", () => {
  const cases: [string, string][] = [
    ["[2025年3月8日 下午3:20] 阿青Ann123: 新品 https://a.b/c?d=1", "[0000年0月0日 下午0:00] 某某Xxx000: 某某 xxxxx://x.x/x?x=0"],
    ["星期六 9:05 PM <wxid_9ab>\t(ＡＢ１２)", "星期六 0:00 PM <xxxx_0xx>\t(ＸＸ００)"],
    ["Иван ひらが カタカー 한글 👍🏽 é", "Xxxx 某某某 某某某某 某某 ☺ x"],
    ["", ""],
  ];
  for (const [line, masked] of cases) expect(redact([line])).toEqual([masked]);
  expect(redact(Array<string>(50).fill("一"))).toHaveLength(20);
});

test("a guess finds who, when and what", () => {
  const cases: [string, string, string, string][] = [
    ["#12 @阿青 at 2025-03-08 09:02 >> 报名带锅", "阿青", "2025-03-08 09:02", "报名带锅"],
    ["1楼｜[群主]阿青｜09:02", "阿青", "09:02", ""],
    ["[2025-03-08 09:02] <Ann Lee> hello there", "Ann Lee", "2025-03-08 09:02", "hello there"],
    ["2025年3月8日 星期六 下午3:20 老周：带锅 (明天)", "老周", "2025年3月8日 星期六 下午3:20", "带锅 (明天)"],
    ["09:02:11 小林(12345): 好的", "小林", "09:02:11", "好的"],
  ];
  const said = (line: MarkedLine | undefined) => line && [wordsOf(line, "who"), wordsOf(line, "when"), wordsOf(line, "what")];
  for (const [line, ...parts] of cases) expect(said(guessHeads([line])[0])).toEqual(parts);
  expect(guessHeads(unknown.split("\n")).map(said)).toEqual([
    ["阿青", "2025-03-08 09:02", "报名"],
    ["老周", "2025-03-08 09:05", "带锅"],
  ]);
  // A name of two words, where the other line shows what follows a name.
  expect(guessHeads(["@阿青 at 09:02 >> 报名", "@老 周 at 09:05 >> 带锅"]).map(said)[1]).toEqual(["老 周", "09:05", "带锅"]);
  expect(tokens("@阿青 09:02>>好").map(({ text }) => text)).toEqual(["@", "阿青", "09:02", ">>", "好"]);
});
