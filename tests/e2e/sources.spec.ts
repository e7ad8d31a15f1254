// Real exports dropped on the page, read by the real engine: folders of a program, lists of names, encodings, documents,
// corrections that take effect at once, and samples that give nothing away.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { failureWords } from "../../www/i18n/index.ts";
import { expectNothing } from "./axe.ts";
import { App, expect, root, test, upload, zip } from "./support.ts";

const chats = (path: string) => join(root, "tests/fixtures/chats", path);
const bad = (path: string) => join(root, "tests/fixtures/bad", path);
const rowsOf = (app: App, file: string) => app.card(file).getByRole("list", { name: app.t.confirm.rows }).getByRole("listitem");
const heading = (app: App) => app.page.getByRole("heading", { level: 1 });

const users = JSON.stringify([
  { id: "U01", name: "lena", real_name: "Lena Q", profile: { display_name: "阿青", real_name: "Lena Q" } },
  { id: "U02", name: "tom", real_name: "Tom W", profile: { display_name: "老周", real_name: "Tom W" } },
]);
const day = (number: number) =>
  JSON.stringify([
    { user: "U01", type: "message", ts: `174139573${number}.000100`, text: `第 ${number} 天 <@U02>` },
    { user: "U02", type: "message", ts: `174139573${number}.000200`, text: "早" },
  ]);
const slack = {
  "users.json": users,
  "channels.json": JSON.stringify([{ id: "C1", name: "general", members: ["U01", "U02"] }]),
  "general/2025-03-08.json": day(1),
  "general/2025-03-09.json": day(2),
};

const record = (id: number, name: string, text: string) =>
  JSON.stringify({ id: `${id}`, timestamp: 1741395731000 + id, sender: { uid: `u_${name}`, uin: `19000000${id}`, name }, type: "type_1", content: { text, elements: [] }, recalled: false, system: false });
const qce = {
  "manifest.json": JSON.stringify({ metadata: { name: "QQChatExporter V5", format: "chunked-jsonl" }, chatInfo: { name: "露营互助群", type: "group", groupCode: "123456" }, chunked: { format: "jsonl", chunks: [{ relativePath: "chunks/c1.jsonl" }, { relativePath: "chunks/c2.jsonl" }] } }),
  "chunks/c1.jsonl": `${record(1, "阿青", "带锅")}\n`,
  "chunks/c2.jsonl": `${record(2, "老周", "好的")}\n`,
};

const said = (name: string, time: string, text: string) => ({ creator: { name, email: `${name}@example.com`, user_type: "Human" }, created_date: `Saturday, March 8, 2025 at ${time} UTC`, text, topic_id: time, message_id: `AAAA/${time}` });
const google = {
  "Google Chat/Groups/Space AAAA/group_info.json": JSON.stringify({ name: "露营", members: [{ name: "Lena Q", email: "Lena@example.com" }, { name: "Tom W", email: "Tom@example.com" }] }),
  "Google Chat/Groups/Space AAAA/messages.json": JSON.stringify({ messages: [said("Lena", "1:02:11 AM", "周六走？"), said("Tom", "1:03:11 AM", "走")] }),
};

for (const [name, files, title, counts] of [
  ["slack", slack, "general", [4, 2]],
  ["qce", qce, "露营互助群", [2, 2]],
  ["Takeout", google, "露营", [2, 2]],
] as const) {
  test(`the folder of ${name} is one source with the names of its lists`, async ({ page, site }, info) => {
    const top = info.outputPath(name);
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(top, path)), { recursive: true });
      writeFileSync(join(top, path), content);
    }
    const app = await new App(page).open(site);
    await page.getByLabel(app.t.import.folder, { exact: true }).and(page.locator("input[type=file]")).setInputFiles(top);
    await app.atConfirm();
    const card = app.card(name);
    await expect(heading(app)).toHaveText(app.t.confirm.title(counts[0], counts[1]));
    await expect(card.getByRole("heading", { name: title })).toBeVisible();
    await expect(card).toContainText(app.t.confirm.counts(counts[0], counts[1]));
    if (name === "slack") await expect(rowsOf(app, name).first()).toContainText(/阿青.*第 1 天 @老周/);
    await expectNothing(page, name);
    await app.check();
  });
}

for (const lang of ["zh-CN", "en"] as const) {
  test.describe(lang, () => {
    test.use({ locale: lang === "en" ? "en-GB" : lang });

    test("a list of names helps the chat beside it, and alone says what it is", async ({ page, site }) => {
      const app = await new App(page, lang).open(site);
      await app.choose(upload("users.json", users));
      await expect(page.getByRole("heading", { level: 1, name: app.t.confirm.none })).toBeVisible({ timeout: 30_000 });
      const words = failureWords(lang, { code: "roster", args: {}, message: "" });
      await expect(app.card("users.json")).toContainText(words.what);
      await expect(app.card("users.json")).toContainText(words.todo);
      await expect(page.getByRole("form", { name: app.t.wizard.title })).toBeHidden();
      await expectNothing(page, "list alone");
      await page.getByLabel(app.t.confirm.add, { exact: true }).and(page.locator("input[type=file]")).setInputFiles([upload("2025-03-08.json", day(1))]);
      await app.atConfirm();
      await expect(app.card("users.json")).toContainText(app.t.confirm.lists(2, 0));
      await expect(rowsOf(app, "2025-03-08.json").first()).toContainText("阿青");
      await expect(rowsOf(app, "2025-03-08.json").first()).not.toContainText("U0");
      await expectNothing(page, "list beside a chat");
    });

    test("what is no chat says so, and what is one is read beside it", async ({ page, site }) => {
      const app = await new App(page, lang).open(site);
      await app.choose(bad("encrypted.zip"), bad("roster.xlsx"), bad("training.json"), chats("memotrace/2m_3t_lines.docx"), chats("qq_txt/3m_9t_gb18030.txt"));
      await app.atConfirm();
      for (const [file, code, args] of [
        ["encrypted.zip", "encrypted", { kind: "zip", at: "6" }],
        ["roster.xlsx", "roster", {}],
        ["training.json", "training-data", { key: "conversations" }],
      ] as const) {
        const { what, todo } = failureWords(lang, { code, args, message: "" });
        await expect(app.card(file)).toContainText(what);
        await expect(app.card(file)).toContainText(todo);
      }
      await expect(app.card("2m_3t_lines.docx")).toContainText(app.t.confirm.counts(3, 2));
      await expect(app.card("2m_3t_lines.docx")).toContainText("MemoTrace");
      await expect(app.card("3m_9t_gb18030.txt")).toContainText("GB18030");
      await expect(rowsOf(app, "3m_9t_gb18030.txt").first()).toContainText("国庆快乐啊各位");
      await expectNothing(page, "bad and good files");
    });

    test("JSON that nobody knows is not offered for marking", async ({ page, site }) => {
      const app = await new App(page, lang).open(site);
      await app.choose(upload("data.json", '[{"id":"a1","amount":3,"tags":["x"]},\n{"id":"a2","amount":4,"tags":[]}]\n'));
      await expect(heading(app)).toHaveText(app.t.confirm.none, { timeout: 30_000 });
      await expect(app.card("data.json")).toContainText(app.t.wizard.noLines);
      await expect(page.getByRole("form", { name: app.t.wizard.title })).toBeHidden();
      await expectNothing(page, "unknown JSON");
    });
  });
}

test("an archive of Slack is read like its folder", async ({ page, site }) => {
  const app = await new App(page).open(site);
  await app.choose(upload("export.zip", zip(slack)));
  await app.atConfirm();
  await expect(heading(app)).toHaveText(app.t.confirm.title(4, 2));
  await expect(app.card("export.zip")).toContainText(app.t.confirm.lists(2, 1));
});

test("date order and zone take effect at once, and can be taken back", async ({ page, site }) => {
  const file = "3m_8t_dates_undecidable.txt";
  const app = await new App(page).open(site);
  await app.choose(chats(`whatsapp/${file}`));
  await app.atConfirm();
  const card = app.card(file);
  const first = card.locator("time").first();
  await expect(first).toHaveAttribute("datetime", "2025-02-01T10:00:00+08:00");
  await card.getByText(app.t.confirm.wrong).click();
  const order = card.getByLabel(app.t.confirm.dateOrder);
  await order.focus();
  await order.selectOption("mdy");
  await expect(first).toHaveAttribute("datetime", "2025-01-02T10:00:00+08:00");
  await expect(order).toBeFocused();
  const zone = card.getByLabel(app.t.confirm.zone);
  await zone.focus();
  await zone.selectOption("America/New_York");
  await expect(first).toHaveAttribute("datetime", "2025-01-02T10:00:00-05:00");
  await expect(zone).toBeFocused();
  await order.focus();
  await order.selectOption("");
  await expect(first).toHaveAttribute("datetime", "2025-02-01T10:00:00-05:00");
  // A zone that does not exist is said to be none, and can be chosen again.
  await zone.selectOption("other");
  await card.getByLabel(app.t.confirm.zoneInput).fill("Mars/Olympus");
  await app.button(app.t.confirm.apply).click();
  await expect(app.card(file)).toContainText(failureWords("zh-CN", { code: "no-such-zone", args: { zone: "Mars/Olympus" }, message: "" }).what);
  await expectNothing(page, "no such zone");
  await app.card(file).getByLabel(app.t.confirm.zone).selectOption("Asia/Shanghai");
  await expect(first).toHaveAttribute("datetime", "2025-02-01T10:00:00+08:00");
});

test.describe("samples", () => {
  test.use({ permissions: ["clipboard-read", "clipboard-write"] });

  test("of an unknown file hold no name, number or word of it", async ({ page, site }) => {
    const app = await new App(page).open(site);
    const lines = ["#12 @阿青Ann at 2025-03-08 09:02 >> 报名 19900001234", "wxid_k3v9 说 https://example.com/a?b=77 Иван ひろ 김민수", "#13 @老周 at 2025-03-08 09:05 >> 带锅 😀"];
    await app.choose(upload("群.txt", lines.join("\n")));
    await page.getByText(app.t.sample.title).click();
    await app.button(app.t.sample.copy).click();
    await expect(app.card("群.txt")).toContainText(app.t.explain.copied);
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split("\n")).toHaveLength(3);
    // Nothing but masks, signs and the words of dates.
    expect(copied.replace(/[某xX0☺]/gu, "")).not.toMatch(/[\p{L}\p{N}\p{Extended_Pictographic}]/u);
    for (const word of lines.join(" ").match(/[\p{L}\p{N}_]{2,}/gu) ?? []) expect(copied).not.toContain(word);
  });
});
