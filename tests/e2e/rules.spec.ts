// The user's own rules: words added and tried, findings exempted, rules switched off, packs in and out, lines judged.

import { expectNothing } from "./axe.ts";
import { App, chat, expect, test, upload, type Page } from "./support.ts";

const say = chat.replace("您好，已经登记", "云杉券已经登记") + "阿青  09:30\n\n云杉券呢\n\n";

/** A chat that has been checked. */
async function checked(page: Page, site: string, text = say): Promise<App> {
  const app = await new App(page).open(site);
  await app.choose(upload("群.txt", text));
  await app.atConfirm();
  await app.check();
  return app;
}

class RulesScreen {
  readonly w;
  constructor(
    readonly app: App,
    readonly page = app.page,
  ) {
    this.w = app.t.rules;
  }

  async open(tab: "own" | "builtin" | "gold" = "own"): Promise<this> {
    await this.app.button(this.app.t.places.rules).click();
    await this.page.getByRole("tab", { name: this.w.tabs[tab] }).click();
    return this;
  }

  async add(words: string): Promise<void> {
    await this.page.getByLabel(this.w.form.words).fill(words);
    await this.app.button(this.w.form.add).click();
    await expect(this.page.getByLabel(this.w.form.words)).toHaveValue("");
  }

  toChats() {
    return this.app.button(this.app.t.places.chats).first().click();
  }

  pack(name: string, text: string) {
    return this.page.locator('input[type="file"]').setInputFiles(upload(name, text));
  }
}

const pack = (hit: string) => `[pack]
id = "shop"
version = "1"
title = "本店"

[[rule]]
id = "SHOP-01"
title = "催云杉券"
category = "complaint"
severity = "S2"
match = [{ any = ["云杉券呢"] }]

[rule.examples]
hit = [{ by = "member", text = "${hit}" }]
miss = [{ by = "member", text = "早上好" }]
`;

test("a word is previewed while it is written, and found once it is added", async ({ page, site }) => {
  const app = await checked(page, site);
  const rules = await new RulesScreen(app).open();
  const { form, preview, list, undo } = rules.w;
  await page.getByLabel(form.words).fill("云杉券");
  await expect(page.getByText(preview.count(2, 2))).toBeVisible();
  await page.getByLabel(rules.w.try.label).fill("我的云 杉 券没到");
  await expect(page.getByRole("heading", { name: rules.w.try.then })).toBeVisible();
  await app.button(form.add).click();
  await expect(page.getByRole("heading", { name: rules.w.try.now })).toBeVisible();
  await expect(page.getByText(list.hits(2))).toBeVisible();
  await rules.toChats();
  await expect(page.getByRole("button", { name: /云杉券.*2/ }).first()).toBeVisible();
  await app.rows().filter({ hasText: "云杉券呢" }).click();
  await expect(page.getByRole("complementary", { name: app.t.explain.title }).getByRole("heading", { level: 2 })).toHaveText("云杉券");
  // Deleted and back.
  await rules.open();
  await page.getByRole("button", { name: list.deleteLabel("云杉券") }).click();
  await expect(page.getByText(list.none)).toBeVisible();
  await app.button(undo).click();
  await expect(page.getByText(list.hits(2))).toBeVisible();
});

test("words are added to a rule that is there, and a sentence that is not found is named", async ({ page, site }) => {
  const app = await checked(page, site);
  const rules = await new RulesScreen(app).open("builtin");
  await page.getByRole("searchbox").fill("CP-01");
  await page.getByRole("button", { name: /详情/ }).click();
  await expect(page.getByText(/食品安全法/)).toBeVisible();
  await app.button(rules.w.builtin.addWord).click();
  await expect(page.getByLabel(rules.w.form.target)).toHaveValue("CP-01");
  await page.getByLabel(rules.w.form.words).fill("云杉券");
  await page.getByLabel(rules.w.form.hit).fill("今天没有");
  await expect(page.getByText(rules.w.form.worksNot)).toBeVisible();
  await app.button(rules.w.form.add).click();
  await expect(page.getByText(rules.w.faults.missed("今天没有"))).toBeVisible();
  await page.getByLabel(rules.w.form.hit).fill("云杉券坏了");
  await app.button(rules.w.form.add).click();
  // What the operator's own people say does not count for this rule.
  await expect(page.getByText(rules.w.list.hits(1))).toBeVisible();
});

test("a finding is exempted on the spot, and comes back", async ({ page, site }) => {
  const app = await checked(page, site);
  const rows = app.rows();
  const before = await rows.count();
  const title = await page.getByRole("heading", { level: 1 }).textContent();
  await rows.filter({ hasText: "大家别买" }).click();
  const why = page.getByRole("complementary", { name: app.t.explain.title });
  const hits = await why.locator(".findings button").count();
  for (let i = 0; i < Math.max(1, hits); i++) {
    if (i) await rows.filter({ hasText: "大家别买" }).click();
    await why.getByRole("button", { name: app.t.rules.hit.exempt }).click();
    await expect(page.getByText(app.t.rules.exempted(i + 1))).toBeVisible();
  }
  await expect(rows).toHaveCount(before - 1);
  await expect(page.getByRole("grid")).toBeFocused();
  for (let i = 0; i < 1; i++) await app.button(app.t.rules.undo).click();
  await expect(rows).toHaveCount(before);
  if (hits <= 1) await expect(page.getByRole("heading", { level: 1 })).toHaveText(title ?? "");
});

test("a rule is made milder from a finding, switched off in the list, and everything comes back", async ({ page, site }) => {
  const app = await checked(page, site);
  const w = app.t.rules;
  await app.rows().filter({ hasText: "发霉" }).click();
  const why = page.getByRole("complementary", { name: app.t.explain.title });
  const name = (await why.getByRole("heading", { level: 2 }).textContent()) ?? "";
  await why.getByRole("button", { name: w.hit.less }).click();
  await why.getByRole("combobox").selectOption("S4");
  await why.getByRole("button", { name: w.hit.lessGo }).click();
  await expect(page.getByText(w.undone.severity(name))).toBeVisible();
  const rules = await new RulesScreen(app).open("builtin");
  await expect(page.getByText(w.builtin.changed(1))).toBeVisible();
  await page.getByLabel(w.builtin.on(name)).uncheck();
  await expect(page.getByText(w.undone.off(name))).toBeVisible();
  await rules.toChats();
  await expect(page.locator("section.facet").first()).not.toContainText(name);
  await rules.open("builtin");
  await app.button(w.builtin.reset).click();
  await rules.toChats();
  await expect(page.locator("section.facet").first()).toContainText(name);
});

test("a rule is switched off in one group only", async ({ page, site }) => {
  const app = await new App(page).open(site);
  await app.choose(upload("a.txt", say), upload("b.txt", say.replaceAll("露营互助群", "别的群").replaceAll("阿青", "老周")));
  await app.atConfirm();
  await app.check();
  const w = app.t.rules;
  await new RulesScreen(app).open("builtin");
  await page.getByRole("searchbox").fill("CP-01");
  await page.getByRole("button", { name: /详情/ }).click();
  await page.getByLabel(w.builtin.group, { exact: true }).selectOption("别的群");
  await page.getByRole("combobox", { name: w.builtin.groupSetting("别的群") }).selectOption("off");
  await expect(page.getByText(w.builtin.groupCount(1))).toBeVisible();
  await app.button(app.t.places.chats).click();
  const rule = page.locator("section.facet").first().getByRole("button", { name: /食品安全/ });
  await expect(rule).toContainText(app.t.results.ruleCount(1, 1));
});

test("packs come and go as files; one that fails is named with its sentence", async ({ page, site }) => {
  const app = await checked(page, site);
  const rules = await new RulesScreen(app).open();
  const { transfer, list, faults, faultTitle } = rules.w;
  await rules.pack("bad.toml", pack("这句没有"));
  await expect(page.getByText(transfer.failed("bad.toml"))).toBeVisible();
  await expect(page.getByText(faultTitle("shop", "SHOP-01"))).toBeVisible();
  await expect(page.getByText(faults.missed("这句没有"))).toBeVisible();
  await rules.pack("good.toml", pack("云杉券呢"));
  await expect(page.getByText(list.hits(1))).toBeVisible();
  await app.button(transfer.export).click();
  await expect(page.locator("pre.wording")).toContainText('id = "SHOP-01"');
  await page.getByLabel(transfer.format).selectOption("json");
  await app.button(transfer.export).click();
  const json = (await page.locator("pre.wording").textContent()) ?? "";
  expect(JSON.parse(json).rule[0].id).toBe("SHOP-01");
  await page.getByRole("button", { name: list.deleteLabel("本店") }).click();
  await expect(page.getByText(list.none)).toBeVisible();
  await rules.pack("again.json", json);
  await expect(page.getByText(list.hits(1))).toBeVisible();
  // Words made with the form come back as words.
  await rules.add("云杉券已经");
  await page.getByLabel(transfer.what).selectOption("my-rules");
  await app.button(transfer.export).click();
  const mine = (await page.locator("pre.wording").textContent()) ?? "";
  await page.getByRole("button", { name: list.deleteLabel("云杉券已经") }).click();
  await expect(page.getByRole("button", { name: list.editLabel("云杉券已经") })).toBeHidden();
  await rules.pack("mine.json", mine);
  await expect(page.getByRole("button", { name: list.editLabel("云杉券已经") })).toBeVisible();
});

test("with the tick they outlive a reload, and clearing takes them away", async ({ page, site }) => {
  const app = await checked(page, site);
  const rules = await new RulesScreen(app).open();
  await rules.add("云杉券");
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  await page.getByLabel(rules.w.keep.label).check();
  await expect.poll(() => page.evaluate(() => localStorage.length)).toBe(1);
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain("登记");
  await page.reload();
  const again = await checked(page, site);
  await expect(again.rows().filter({ hasText: "云杉券呢" })).toBeVisible();
  const screen = await new RulesScreen(again).open();
  await expect(page.getByText(screen.w.list.hits(2))).toBeVisible();
  await expect(page.getByLabel(screen.w.keep.label)).toBeChecked();
  await again.button(screen.w.keep.forget).click();
  await again.button(screen.w.keep.forgetYes).click();
  await expect(page.getByText(screen.w.list.none)).toBeVisible();
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});

test.describe("where the browser keeps nothing", () => {
  test("it says so", async ({ page, site }) => {
    await page.addInitScript(() => Object.defineProperty(globalThis, "localStorage", { get: () => { throw new DOMException("no", "SecurityError"); } }));
    const app = await new App(page).open(site);
    const rules = await new RulesScreen(app).open();
    await page.getByLabel(rules.w.keep.label).click();
    await expect(page.getByText(rules.w.keep.failed)).toBeVisible();
    await expect(page.getByLabel(rules.w.keep.label)).not.toBeChecked();
  });
});

test("a crashed worker is told the rules again", async ({ page, site }) => {
  const app = await checked(page, site);
  const rules = await new RulesScreen(app).open();
  await rules.add("云杉券");
  await expect(page.getByText(rules.w.list.hits(2))).toBeVisible();
  await page.workers()[0]?.evaluate(() => {
    setTimeout(() => {
      throw new Error("crash on purpose");
    });
  });
  await rules.toChats();
  await app.button(app.t.steps.import).click();
  await app.choose(upload("群.txt", say));
  await app.atConfirm();
  await app.check();
  await expect(app.rows().filter({ hasText: "云杉券呢" })).toBeVisible();
});

test("lines are judged from the keyboard, and say how good the rules are", async ({ page, site }) => {
  test.slow();
  const app = await new App(page).open(site);
  await app.demo();
  await app.check();
  const { w } = await new RulesScreen(app).open("gold");
  await page.getByRole("button", { name: w.gold.start(200) }).click();
  const line = page.getByRole("group", { name: /标了 \d+ \/ 200/ });
  for (let i = 0; i < 90; i++) {
    await line.focus();
    await page.keyboard.press((await line.getByRole("button", { name: new RegExp(w.gold.yes) }).count()) ? "1" : "0");
    await expect(page.getByText(w.gold.progress(i + 1, 200))).toBeVisible();
  }
  await expect(page.getByRole("table")).toContainText(/10 次提醒里大约/);
  await expect(page.getByRole("table")).toContainText(/太少/);
  // Away and back: nothing is lost.
  await page.getByRole("tab", { name: w.tabs.own }).click();
  await page.getByRole("tab", { name: w.tabs.gold }).click();
  await expect(page.getByText(w.gold.progress(90, 200))).toBeVisible();
  await app.button(w.gold.exportPlain).click();
  const plain = JSON.parse((await page.locator("pre.wording").textContent()) ?? "");
  expect(plain.labels).toHaveLength(90);
  expect(plain.labels[0]).not.toHaveProperty("text");
  await app.button(w.gold.exportText).click();
  await app.button(w.gold.exportTextYes).click();
  expect(JSON.parse((await page.locator("pre.wording").textContent()) ?? "").labels[0]).toHaveProperty("text");
});

for (const lang of ["zh-CN", "en"] as const) {
  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(`${lang}, ${colorScheme}`, () => {
      test.use({ locale: lang === "en" ? "en-GB" : lang, colorScheme, viewport: { width: lang === "en" ? 1280 : 390, height: 900 } });

      test("axe finds nothing, and nothing is wider than the screen", async ({ page, site }) => {
        test.slow();
        const app = await new App(page, lang).open(site);
        const rules = await new RulesScreen(app).open();
        const width = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        await expectNothing(page, "own rules, nothing open");
        await app.button(app.t.places.chats).first().click();
        await app.demo();
        await app.check();
        await rules.open();
        await page.getByLabel(rules.w.form.words).fill("链接");
        await page.getByLabel(rules.w.try.label).fill("链接发一下，12315见");
        await expect(page.getByRole("heading", { name: rules.w.try.then })).toBeVisible();
        await page.locator("details").evaluateAll((all) => all.forEach((details) => ((details as HTMLDetailsElement).open = true)));
        await expectNothing(page, "own rules, a draft");
        expect(await width()).toBe(0);
        await app.button(rules.w.form.add).click();
        await rules.pack("bad.toml", pack("这句没有"));
        await expect(page.getByRole("alert").first()).toBeVisible();
        await app.button(rules.w.transfer.export).click();
        await expect(page.locator("pre.wording")).toBeVisible();
        await expectNothing(page, "own rules, saved");
        expect(await width()).toBe(0);
        await rules.open("builtin");
        await page.locator(".builtin .entries button").first().click();
        await expectNothing(page, "built-in rules");
        expect(await width()).toBe(0);
        await rules.open("gold");
        await page.getByRole("button", { name: rules.w.gold.start(200) }).click();
        for (let i = 0; i < 3; i++) await page.locator(".judge").press("0");
        await expectNothing(page, "gold set");
        expect(await width()).toBe(0);
      });
    });
  }
}
