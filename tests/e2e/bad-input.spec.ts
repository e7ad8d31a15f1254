// Input that is no chat: each gets a clear message in both languages, and the page goes on working.

import { truncateSync, writeFileSync } from "node:fs";
import { failureWords } from "../../www/i18n/index.ts";
import { App, chat, expect, test, upload, type Lang, type Upload } from "./support.ts";

/** A ZIP archive whose one entry says that it is encrypted. */
function encryptedZip(): Uint8Array {
  const name = Buffer.from("chat.txt");
  const body = Buffer.alloc(24, 0x5a);
  const local = Buffer.alloc(30);
  local.write("PK\u0003\u0004", "latin1");
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(1, 6);
  local.writeUInt32LE(body.length, 18);
  local.writeUInt32LE(body.length - 12, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.write("PK\u0001\u0002", "latin1");
  central.writeUInt16LE(20, 4);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(1, 8);
  central.writeUInt32LE(body.length, 20);
  central.writeUInt32LE(body.length - 12, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + body.length, 16);
  return Buffer.concat([local, name, body, central, name, end]);
}

const png = Buffer.from("89504e470d0a1a0a0000000d4948445200000001000000010806000000", "hex");
const chatlab = JSON.stringify({
  chatlab: { version: "0.0.2", exportedAt: 1741395600 },
  meta: { name: "露营互助群", platform: "wechat", type: "group" },
  members: [{ platformId: "u1", accountName: "阿青" }],
  messages: Array.from({ length: 40 }, (_, i) => ({ sender: "u1", accountName: "阿青", timestamp: 1741395600 + i, type: 0, content: `编号 ${i} 的话` })),
});
const training = `${JSON.stringify({ messages: [{ role: "system", content: "你是客服" }, { role: "user", content: "你好" }, { role: "assistant", content: "您好" }] })}\n`.repeat(20);

/** A place in the file. */
const PLACE: Record<Lang, RegExp> = { "zh-CN": /字节 ?[\d,]+|[\d,]+ ?个?字节/, en: /byte [\d,]+/ };

interface Case {
  file: Upload;
  /** What the message must name: the kind of file, a place in it. */
  says: Record<Lang, RegExp[]>;
}

const cases: Case[] = [
  { file: upload("empty.txt", ""), says: { "zh-CN": [/空/], en: [/empty/i] } },
  { file: upload("picture.txt", png), says: { "zh-CN": [/PNG/, PLACE["zh-CN"]], en: [/PNG/, PLACE.en] } },
  { file: upload("locked.zip", encryptedZip()), says: { "zh-CN": [/加了?密/, PLACE["zh-CN"]], en: [/encrypted/, PLACE.en] } },
  { file: upload("training.jsonl", training), says: { "zh-CN": [/训练/], en: [/training data/i] } },
];

for (const lang of ["zh-CN", "en"] as const) {
  test.describe(lang, () => {
    test.use({ locale: lang === "en" ? "en-GB" : lang });

    test("each bad file says what it is, where, and what to do, and the good file beside it is read", async ({ page, site }) => {
      const app = await new App(page, lang).open(site);
      await app.choose(...cases.map(({ file }) => file), upload("good.txt", chat));
      await app.atConfirm();
      for (const { file, says } of cases) {
        const card = page.getByRole("region", { name: app.t.confirm.file(file.name), exact: true });
        for (const words of says[lang]) await expect(card).toContainText(words);
        await expect(card.getByRole("paragraph")).toHaveCount(2);
      }
      await app.check();
    });

    for (const { file, says } of cases) {
      test(`${file.name} alone leaves the page usable`, async ({ page, site }) => {
        const app = await new App(page, lang).open(site);
        await app.choose(file);
        await expect(page.getByRole("heading", { level: 1, name: app.t.confirm.none })).toBeVisible();
        for (const words of says[lang]) await expect(page.getByRole("main")).toContainText(words);
        await app.button(app.t.confirm.other).click();
        await app.demo();
      });
    }

    test("JSON cut in the middle gives what came before and says where it ends", async ({ page, site }) => {
      const app = await new App(page, lang).open(site);
      await app.choose(upload("cut.json", chatlab.slice(0, chatlab.length - 700)));
      await app.atConfirm();
      const card = page.getByRole("region", { name: app.t.confirm.file("cut.json") });
      await expect(card).toContainText(PLACE[lang]);
      await app.check();
    });

    test("JSON cut before its first message is malformed", async ({ page, site }) => {
      const app = await new App(page, lang).open(site);
      await app.choose(upload("cut.json", chatlab.slice(0, chatlab.indexOf("messages"))));
      await expect(page.getByRole("heading", { level: 1, name: app.t.confirm.none })).toBeVisible();
      await expect(page.getByRole("region", { name: app.t.confirm.file("cut.json") })).toContainText(lang === "en" ? /byte|line/ : /字节|行/);
    });

    test("a file of one line and 1 GB is refused at once", async ({ page, site }, info) => {
      // Sparse after its first megabyte: nobody needs to read the rest to know.
      const path = info.outputPath("one-line.txt");
      writeFileSync(path, "没有换行的一整行文字".repeat(35_000));
      truncateSync(path, 1e9);
      const app = await new App(page, lang).open(site);
      const start = Date.now();
      await app.choose(path);
      const { what } = failureWords(lang, { code: "one-endless-line", args: { line: "1" }, message: "" });
      await expect(page.getByRole("region", { name: app.t.confirm.file("one-line.txt") })).toContainText(what);
      expect(Date.now() - start).toBeLessThan(15_000);
      await app.button(app.t.confirm.other).click();
      await app.demo();
    });
  });
}
