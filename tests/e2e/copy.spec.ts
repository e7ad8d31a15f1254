// 写前自查: copy is written, its problems are seen in place and healed, and what remains is kept.

import { expectNothing } from "./axe.ts";
import { App, expect, test, type Locator, type Page } from "./support.ts";

const SEED = "宝宝喝了智商飙升，这款奶粉妈妈们闭眼囤";

async function open(page: Page, site: string, lang: "zh-CN" | "en" = "zh-CN"): Promise<App> {
  const app = await new App(page, lang).open(site);
  await app.button(app.t.places.copy).click();
  await expect(page.getByRole("heading", { level: 1, name: app.t.copy.title })).toBeVisible();
  return app;
}

const field = (app: App): Locator => app.page.getByLabel(app.t.copy.label, { exact: true });
const marks = (app: App): Locator => app.page.locator(".marks mark");
const lead = (app: App): Locator => app.page.locator(".copy .lead");

test("a problem is seen as it is typed, and one click heals it", async ({ page, site }) => {
  const app = await open(page, site);
  const w = app.t.copy;
  await page.getByLabel(w.product, { exact: true }).selectOption(w.products.infant);
  await field(app).pressSequentially(SEED);
  await expect(marks(app)).toHaveText(["智商"]);
  await expect(lead(app)).toContainText("1 处要改，最急的是「智商」");
  const found = page.getByRole("list", { name: w.list }).getByRole("listitem").filter({ has: page.getByRole("heading") });
  await expect(found).toHaveCount(1);
  await expect(found).toContainText("广告法 第二十条");
  await expect(found).toContainText("20 万元以上 100 万元以下");
  await found.getByRole("button", { name: w.showWhich("智商") }).click();
  expect(await field(app).evaluate((field: HTMLTextAreaElement) => field.value.slice(field.selectionStart, field.selectionEnd))).toBe("智商");
  await found.getByRole("button", { name: /^换成/ }).first().click();
  await expect(field(app)).toHaveValue(/咨询儿科医生，这款奶粉/);
  await expect(marks(app)).toHaveCount(0);
  await expect(lead(app)).toHaveText(w.clean);
  // The browser's own undo knows of it, and so does the button.
  await field(app).focus();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(field(app)).toHaveValue(SEED);
  await expect(marks(app)).toHaveCount(1);
  await found.getByRole("button", { name: /^换成/ }).first().click();
  await app.button(w.undo).click();
  await expect(field(app)).toHaveValue(SEED);
});

test("the example is mended in one go, and the record can be copied", async ({ page, site, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const app = await open(page, site);
  const w = app.t.copy;
  await app.button(w.exampleGo).click();
  await expect(page.getByLabel(w.product, { exact: true })).toHaveValue("infant");
  await page.getByRole("button", { name: /^一键改好/ }).click();
  await expect(field(app)).not.toHaveValue(/智商|最好用/);
  await expect(lead(app)).toHaveText(w.onlyNotes(1));
  await app.button(w.bill.copy).click();
  const bill = await page.evaluate(() => navigator.clipboard.readText());
  expect(bill).toContain(w.bill.advice);
  expect(bill).toContain(w.products.infant);
  expect(bill).toMatch(/zh-copy 1/);
  expect(bill).toMatch(/20\d\d-\d\d-\d\d \d\d:\d\d \(UTC[+-]\d\d:\d\d\)/);
  expect(bill).not.toContain("新手妈妈看过来");
  await page.getByLabel(w.bill.withText).check();
  await app.button(w.bill.copy).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("新手妈妈看过来");
  await app.button(w.clear).click();
  await expect(lead(app)).toHaveText(w.intro);
  await app.button(w.undo).click();
  await expect(field(app)).toHaveValue(/新手妈妈看过来/);
});

test("the copy stays while one looks elsewhere, and goes with everything else", async ({ page, site }) => {
  const app = await open(page, site);
  const w = app.t.copy;
  await field(app).fill("全网最好用的辅食机");
  await page.getByLabel(w.channel, { exact: true }).selectOption(w.channels.live);
  await expect(marks(app)).toHaveCount(1);
  await app.button(app.t.places.rules).click();
  await app.button(app.t.places.copy).click();
  await expect(field(app)).toHaveValue("全网最好用的辅食机");
  await expect(page.getByLabel(w.channel, { exact: true })).toHaveValue("live");
  await expect(marks(app)).toHaveText(["最好用"]);
});

test("the channel decides: contact data is fine in one's own group, not on a platform", async ({ page, site }) => {
  const app = await open(page, site);
  const w = app.t.copy;
  await field(app).fill("想买的加V:abc12345下单");
  await expect(lead(app)).toHaveText(w.clean);
  await page.getByLabel(w.channel, { exact: true }).selectOption(w.channels.post);
  await expect(marks(app)).toHaveCount(1);
});

test("marks lie under their words: emoji, long words, many lines, narrow", async ({ page, site }) => {
  const app = await open(page, site);
  const text = `😀👨‍👩‍👧‍👦${"长".repeat(90)}，全网最好用的！\n\n${"supercalifragilistic".repeat(6)} 顶级，“手慢无”……（第一品牌）\n${"今天的天气真的不错，".repeat(60)}独一无二`;
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await field(app).fill("");
    await field(app).fill(text);
    await expect(marks(app)).toHaveCount(5);
    const [mine, theirs] = await page.locator(".sheet-of-copy").evaluate((sheet) => {
      const size = (element: Element) => [element.clientWidth, element.scrollHeight] as const;
      return [size(sheet.querySelector(".marks")!), size(sheet.querySelector("textarea")!)];
    });
    expect(mine).toEqual(theirs);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
});

test("when the engine breaks, the copy stays and can be checked again", async ({ page, site }) => {
  const app = await open(page, site);
  await field(app).fill("全网最好用");
  await expect(marks(app)).toHaveCount(1);
  await page.evaluate(() => {
    const post = Worker.prototype.postMessage as (this: Worker, ...args: unknown[]) => void;
    let first = true;
    Worker.prototype.postMessage = function (this: Worker, ...args: unknown[]) {
      if (first && (args[0] as { call?: string }).call === "checkCopy") {
        first = false;
        this.onerror?.(new ErrorEvent("error", { message: "broken on purpose", cancelable: true }));
      } else post.apply(this, args);
    };
  });
  await field(app).fill("全网最好用，手慢无");
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(field(app)).toHaveValue("全网最好用，手慢无");
  await app.button(app.t.copy.again).click();
  await expect(marks(app)).toHaveCount(2);
});

test("long copy is said to be long, and is checked", async ({ page, site }) => {
  const app = await open(page, site);
  await field(app).fill(`${`${"今天的天气真的不错，大家出去走走吧。".repeat(60)}\n`.repeat(20)}全网最好用`);
  await expect(page.locator("#copy-hint")).toContainText("有点长");
  await expect(marks(app)).toHaveCount(1);
});

for (const lang of ["zh-CN", "en"] as const) {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [1280, 390]) {
      test.describe(`${lang}, ${colorScheme}, ${width} px`, () => {
        test.use({ locale: lang === "en" ? "en-GB" : lang, colorScheme, viewport: { width, height: 900 } });

        test("axe finds nothing in the copy check", async ({ page, site }) => {
          const app = await open(page, site, lang);
          const w = app.t.copy;
          await expectNothing(page, "empty");
          await app.button(w.exampleGo).click();
          await expect(marks(app)).not.toHaveCount(0);
          await page.locator(".finding details").evaluateAll((all) => all.forEach((details) => ((details as HTMLDetailsElement).open = true)));
          await expectNothing(page, "findings");
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
          await field(app).fill("周五上新，欢迎来看");
          await expect(app.button(w.bill.copy)).toBeVisible();
          await expectNothing(page, "clean");
        });
      });
    }
  }
}
