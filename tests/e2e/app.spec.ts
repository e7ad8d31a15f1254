// The way of a person through the page, from a file to a finding and back.

import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { engineWords } from "../../www/i18n/index.ts";
import { App, chat, expect, test, upload } from "./support.ts";

/** A WhatsApp export with one finding in every hundred messages. */
async function bigExport(path: string, messages: number): Promise<void> {
  const file = createWriteStream(path);
  for (let from = 0; from < messages; from += 10_000) {
    let block = "";
    for (let i = from; i < Math.min(messages, from + 10_000); i++) {
      const minute = String(Math.floor(i / 60) % 60).padStart(2, "0");
      const hour = String(Math.floor(i / 3600) % 24).padStart(2, "0");
      const day = String(1 + (Math.floor(i / 86_400) % 28)).padStart(2, "0");
      const text = i % 100 === 50 ? "再不退款我就去12315投诉你们" : `今天天气不错，编号 ${i} 的话`;
      block += `2025/03/${day} ${hour}:${minute} - 群友${i % 500}: ${text}\n`;
    }
    if (!file.write(block)) await once(file, "drain");
  }
  file.end();
  await once(file, "finish");
}

test("a dropped file is recognised, shown for confirmation, and checked", async ({ page, site }) => {
  const app = await new App(page).open(site);
  await app.drop(upload("零食群.txt", chat));
  await app.atConfirm();
  const card = page.getByRole("region", { name: app.t.confirm.file("零食群.txt") });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(app.t.confirm.title(3, 2));
  await expect(card).toContainText(engineWords("zh-CN").formats.wechat_share);
  await expect(card).toContainText("UTF-8");
  await expect(card).toContainText("这批牛肉干发霉了");
  await expect(card).toContainText("Asia/Shanghai");
  await app.check();
  const row = app.rows().filter({ hasText: "发霉" }).first();
  await expect(row.getByRole("button").first()).toBeVisible();
  await row.click();
  const why = page.getByRole("complementary", { name: app.t.explain.title });
  for (const heading of [app.t.explain.why, app.t.explain.todo, app.t.explain.law]) {
    await expect(why.getByRole("heading", { name: heading })).toBeVisible();
  }
  await why.getByRole("button", { name: app.t.close }).click();
  await expect(why).toBeHidden();
});

test("text can be pasted anywhere, or into the box", async ({ page, site }) => {
  const app = await new App(page).open(site);
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, composed: true }));
  }, chat);
  await app.atConfirm();
  await app.button(app.t.confirm.other).first().click();
  await app.button(app.t.import.pasteGo).click();
  await expect(page.getByText(app.t.import.pasteEmpty)).toBeVisible();
  await page.getByLabel(app.t.import.pasteLabel).fill(chat);
  await app.button(app.t.import.pasteGo).click();
  await app.atConfirm();
});

for (const lang of ["zh-CN", "en"] as const) {
  test.describe(`demo, ${lang}`, () => {
    test.use({ locale: lang === "en" ? "en-GB" : lang });

    test("three groups, findings by rule and by person, filters", async ({ page, site }) => {
      const app = await new App(page, lang).open(site);
      await app.demo();
      await expect(page.getByRole("region", { name: /^(文件|File) / })).toHaveCount(3);
      await app.check();
      const facet = (title: string) => page.locator("section").filter({ has: page.getByRole("heading", { name: title, exact: true }) });
      await expect(facet(app.t.results.byPerson).getByRole("listitem").first()).toBeVisible();
      const shown = page.getByRole("group", { name: app.t.results.filters }).getByRole("status");
      const all = (await shown.textContent()) ?? "";

      const rule = facet(app.t.results.byRule).getByRole("button").first();
      await rule.click();
      await expect(rule).toHaveAttribute("aria-pressed", "true");
      await expect(shown).not.toHaveText(all);
      await rule.click();
      await expect(shown).toHaveText(all);

      await page.getByLabel(app.t.results.hitsOnly).uncheck();
      await expect(shown).not.toHaveText(all);
      await page.getByLabel(app.t.results.hitsOnly).check();
      await expect(shown).toHaveText(all);
      await page.getByLabel(app.t.results.severity).selectOption("S1");
      await expect(shown).not.toHaveText(all);
    });
  });
}

test("time zone, date order and format can be overridden", async ({ page, site }) => {
  const app = await new App(page).open(site);
  await app.choose(upload("chat.txt", "03/04/2025, 09:00 - Ann: hello\n05/04/2025, 10:00 - Bob: hi there\n06/04/2025, 10:30 - Ann: fine\n"));
  await app.atConfirm();
  const card = page.getByRole("region", { name: app.t.confirm.file("chat.txt") });
  await card.getByText(app.t.confirm.wrong).click();
  const times = card.locator("time");
  const before = await times.first().getAttribute("datetime");
  await card.getByLabel(app.t.confirm.dateOrder).selectOption("mdy");
  await expect(times.first()).not.toHaveAttribute("datetime", before ?? "");
  await expect(times.first()).toHaveAttribute("datetime", /^2025-03-04T09:00:00\+08:00/);
  await card.getByLabel(app.t.confirm.zone).selectOption("UTC");
  await expect(times.first()).toHaveAttribute("datetime", /^2025-03-04T09:00:00(Z|\+00:00)/);
  await card.getByLabel(app.t.confirm.format).selectOption("generic_paste");
  await expect(card).toContainText(engineWords("zh-CN").formats.generic_paste);
});

test("a person's role changes what is found", async ({ page, site }) => {
  const app = await new App(page).open(site);
  await app.choose(upload("群.txt", chat.replaceAll("露营小客服", "小柚").replace("您好，已经登记", "这是全网最好的牛肉干，国家级品质，已经登记")));
  await app.atConfirm();
  await app.check();
  const before = await page.getByRole("heading", { level: 1 }).textContent();
  await app.button(app.t.steps.confirm).click();
  await page.getByRole("radiogroup", { name: app.t.people.role("小柚") }).getByLabel(engineWords("zh-CN").roles.seller).check();
  await app.check();
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText(before ?? "");
});

test("the whole way works from the keyboard", async ({ page, site }) => {
  const app = await new App(page).open(site);
  await app.button(app.t.import.demo).focus();
  await page.keyboard.press("Enter");
  await app.atConfirm();
  await app.button(app.t.confirm.go).first().focus();
  await page.keyboard.press("Enter");
  const list = page.getByRole("grid");
  await expect(app.rows().first()).toBeVisible();
  await list.focus();
  const active = () => list.getAttribute("aria-activedescendant");
  const first = await active();
  await page.keyboard.press("j");
  await expect.poll(active).not.toBe(first);
  await page.keyboard.press("k");
  await expect.poll(active).toBe(first);
  await page.keyboard.press("ArrowDown");
  await expect.poll(active).not.toBe(first);
  await page.keyboard.press("Enter");
  const why = page.getByRole("complementary", { name: app.t.explain.title });
  await expect(why.getByRole("heading", { level: 2 })).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("Escape");
  await expect(why).toBeHidden();
  await expect(list).toBeFocused();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
});

test("cancel stops at once, keeps the files, and the page goes on", async ({ page, site }, info) => {
  const path = info.outputPath("big.txt");
  await bigExport(path, 1_000_000);
  const app = await new App(page).open(site);
  await app.choose(path);
  await expect(page.getByRole("progressbar")).toBeVisible();
  const start = Date.now();
  await app.button(app.t.progress.cancel).click();
  await expect(page.getByText(app.t.import.restored)).toBeVisible();
  expect(Date.now() - start).toBeLessThan(2_000);
  await app.choose(upload("small.txt", chat));
  await app.atConfirm();
  await app.check();
});

test("a million messages scroll", async ({ page, site }, info) => {
  test.slow();
  const path = info.outputPath("big.txt");
  await bigExport(path, 1_000_000);
  const app = await new App(page).open(site);
  await app.choose(path);
  await app.atConfirm();
  await app.check();
  await page.getByLabel(app.t.results.hitsOnly).uncheck();
  const list = page.getByRole("grid");
  await expect(list).toHaveAttribute("aria-rowcount", "1000000");
  await list.focus();
  await page.keyboard.press("End");
  await expect(page.locator('[aria-rowindex="1000000"]')).toContainText("编号 999999 的话");
  expect(await app.rows().count()).toBeLessThan(60);
  await page.keyboard.press("Home");
  await expect(page.locator('[aria-rowindex="1"]')).toContainText("编号 0 的话");
  await list.evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
  await expect(app.rows().first()).toContainText(/编号 \d+ 的话|投诉/);
});

test("language and theme can be changed at any moment", async ({ page, site }) => {
  const app = await new App(page).open(site);
  await app.demo();
  await app.check();
  await page.getByLabel(app.t.footer.language).selectOption("en");
  const english = new App(page, "en");
  await expect(page.getByRole("heading", { name: english.t.results.byRule })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page).toHaveTitle(english.t.pageTitle);
  const ground = () => page.locator(".app").evaluate((element) => getComputedStyle(element).backgroundColor);
  await page.getByLabel(english.t.footer.theme).selectOption("light");
  const light = await ground();
  await page.getByLabel(english.t.footer.theme).selectOption("dark");
  await expect.poll(ground).not.toBe(light);
});

test("everything can be forgotten", async ({ page, site }) => {
  const app = await new App(page).open(site);
  await app.demo();
  await app.button(app.t.footer.clear).click();
  await app.button(app.t.footer.clearYes).click();
  await expect(page.getByRole("heading", { level: 1, name: app.t.import.title })).toBeVisible();
  await expect(page.getByText(app.t.import.restored)).toBeHidden();
  expect(page.workers()).toHaveLength(0);
});

test("hostile names and texts stay text", async ({ page, site }) => {
  const app = await new App(page).open(site);
  const evil = `<img src=x onerror=alert(1)>再不退款我就去12315投诉你们<script>alert(2)</script>\u202e${"a".repeat(5000)}`;
  await app.choose(upload("<b>x</b>.txt", chat.replace("这批牛肉干发霉了", evil).replaceAll("阿青", "<i>阿青</i>")));
  await app.atConfirm();
  await app.check();
  await app.rows().filter({ hasText: "投诉" }).first().click();
  await expect(page.getByRole("complementary", { name: app.t.explain.title })).toContainText("<i>阿青</i>");
  expect(await page.locator("i, b, img, script:not(body > script)").count()).toBe(0);
});

test.describe("a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("nothing is wider than the screen", async ({ page, site }) => {
    const app = await new App(page).open(site);
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await width()).toBeLessThanOrEqual(390);
    await app.demo();
    expect(await width()).toBeLessThanOrEqual(390);
    await app.check();
    expect(await width()).toBeLessThanOrEqual(390);
    await app.rows().first().click();
    const why = page.getByRole("dialog", { name: app.t.explain.title });
    await expect(why).toBeVisible();
    expect(await width()).toBeLessThanOrEqual(390);
    await why.getByRole("button", { name: app.t.close }).click();
    await expect(why).toBeHidden();
  });
});

test("the element tells its host what happened, in numbers only", async ({ page, site }) => {
  const app = await new App(page).open(site);
  const told = page.evaluate(() => new Promise<unknown>((done) => document.addEventListener("qz-result", (event) => done((event as CustomEvent).detail), { once: true })));
  await app.choose(upload("群.txt", chat));
  await app.atConfirm();
  await app.check();
  expect(await told).toMatchObject({ messages: 3, hits: expect.any(Number), bySeverity: expect.any(Object) });
});
