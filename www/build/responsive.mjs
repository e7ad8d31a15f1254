// `node www/build/responsive.mjs [MB] [kind...]`: while a large file is read in Chromium, the longest time without progress
// and how soon a cancel is done. Held to 100 ms each. Printed, not asserted.

import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { crc32, deflateRawSync } from "node:zlib";
import { build, bundle } from "./build.mjs";
import { isMain, script } from "./common.mjs";
import { inline } from "./inline.mjs";
import { setUp, setUpBrowsers } from "./setup.mjs";

const HARNESS = `<!doctype html><html lang="en"><meta charset="utf-8"><title>bench</title><input type="file"><script src="./responsive.ts"></script></html>`;
const SLICE = 4e6;
const WORDS = "早上好 有牛肉干吗 今天刚到 那来两包 带锅 报名 两位 收到 谢谢 明天见 不客气 多少钱 包邮吗 好的 在吗 图片收到了 下次一起 周末去哪 天气不错 注意安全".split(" ");
const PEOPLE = ["阿青", "老周", "小林", "橙子", "木木", "露营小客服"];

/** Numbers that look random and are the same every time (Numerical Recipes' generator). */
function seeded() {
  let state = 1;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const two = (/** @type {number} */ value) => String(value).padStart(2, "0");

/** @param {(message: { number: number, date: Date, who: string, text: string }) => string} write one message */
function* slices(write, /** @type {number} */ bytes) {
  const random = seeded();
  let [number, written, time] = [0, 0, Date.UTC(2020, 0, 1)];
  while (written < bytes) {
    const parts = [];
    for (let size = 0; size < SLICE; number++) {
      time += random(60_000);
      const words = Array.from({ length: 1 + random(8) }, () => WORDS[random(WORDS.length)] ?? "");
      const part = write({ number, date: new Date(time), who: PEOPLE[random(PEOPLE.length)] ?? "", text: `${words.join("，")} ${number}` });
      parts.push(part);
      size += part.length * 2;
    }
    const slice = Buffer.from(parts.join(""));
    written += slice.length;
    yield slice;
  }
}

const whatsApp = (/** @type {number} */ bytes) =>
  slices(({ date, who, text }) => `${date.getUTCFullYear()}/${date.getUTCMonth() + 1}/${date.getUTCDate()}, ${two(date.getUTCHours())}:${two(date.getUTCMinutes())} - ${who}: ${text}\n`, bytes);

function* telegram(/** @type {number} */ bytes) {
  yield Buffer.from('{"name":"露营互助群","type":"private_supergroup","id":1234567890,"messages":[');
  yield* slices(
    ({ number, date, who, text }) =>
      `${number ? "," : ""}\n{"id":${number + 1},"type":"message","date":"${date.toISOString().slice(0, 19)}","date_unixtime":"${Math.floor(date.getTime() / 1000)}","from":"${who}","from_id":"user${190000000 + PEOPLE.indexOf(who)}","text":"${text}","text_entities":[{"type":"plain","text":"${text}"}]}`,
    bytes,
  );
  yield Buffer.from("\n]}");
}

/** A sheet whose texts stand in their cells. */
function* sheet(/** @type {number} */ bytes) {
  const row = (/** @type {string[]} */ cells) => `<row>${cells.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join("")}</row>`;
  yield Buffer.from(`<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${row(["时间", "发送人", "内容"])}`);
  yield* slices(({ date, who, text }) => row([date.toISOString().slice(0, 19).replace("T", " "), who, text]), bytes);
  yield Buffer.from("</sheetData></worksheet>");
}

/**
 * Writes a ZIP archive, its entries deflated in slices.
 * @param {string} path
 * @param {Record<string, Iterable<Buffer>>} entries
 */
function writeZip(path, entries) {
  const file = openSync(path, "w");
  const centrals = [];
  let at = 0;
  const put = (/** @type {Uint8Array} */ bytes) => ((at += bytes.length), writeSync(file, bytes));
  for (const [name, content] of Object.entries(entries)) {
    const start = at;
    const head = Buffer.alloc(30);
    head.write("PK\u0003\u0004", "latin1");
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(1 << 3, 6);
    head.writeUInt16LE(8, 8);
    head.writeUInt16LE(Buffer.byteLength(name), 26);
    put(head);
    put(Buffer.from(name));
    const body = at;
    let [crc, size] = [0, 0];
    // Z_FULL_FLUSH ends a slice on a byte, so that deflated slices may stand behind each other.
    for (const slice of content) ((crc = crc32(slice, crc)), (size += slice.length), put(deflateRawSync(slice, { level: 1, finishFlush: 3 })));
    put(Buffer.from([3, 0]));
    const [packed, central] = [at - body, Buffer.alloc(46)];
    central.write("PK\u0001\u0002\u0014\u0000\u0014\u0000", "latin1");
    central.writeUInt16LE(1 << 3, 8);
    central.writeUInt16LE(8, 10);
    central.writeUInt32LE(crc, 16);
    central.writeUInt32LE(packed, 20);
    central.writeUInt32LE(size, 24);
    central.writeUInt16LE(Buffer.byteLength(name), 28);
    central.writeUInt32LE(start, 42);
    centrals.push(central, Buffer.from(name));
  }
  const directory = at;
  for (const central of centrals) put(central);
  const [size, end] = [at - directory, Buffer.alloc(22)];
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(Object.keys(entries).length, 8);
  end.writeUInt16LE(Object.keys(entries).length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(directory, 16);
  put(end);
  closeSync(file);
}

function write(/** @type {string} */ path, /** @type {Iterable<Buffer>} */ content) {
  const file = openSync(path, "w");
  for (const slice of content) writeSync(file, slice);
  closeSync(file);
}

const TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>';
const BOOK = '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="群" sheetId="1" r:id="rId1"/></sheets></workbook>';

/** @type {Record<string, (path: string, bytes: number) => void>} */
const KINDS = {
  "whatsapp.txt": (path, bytes) => write(path, whatsApp(bytes)),
  "telegram.json": (path, bytes) => write(path, telegram(bytes)),
  "whatsapp.zip": (path, bytes) => writeZip(path, { "_chat.txt": whatsApp(bytes) }),
  // A sheet has at most 2^20 rows.
  "table.xlsx": (path, bytes) => writeZip(path, { "[Content_Types].xml": [Buffer.from(TYPES)], "xl/workbook.xml": [Buffer.from(BOOK)], "xl/worksheets/sheet1.xml": sheet(Math.min(bytes, 180e6)) }),
};

if (isMain(import.meta.url)) {
  await script(async () => {
    setUp();
    const { browser: executablePath } = setUpBrowsers();
    await build();
    const [megabytes = "300", ...chosen] = process.argv.slice(2);
    const folder = mkdtempSync(join(tmpdir(), "qunzhen-bench-"));
    const { chromium } = await import("@playwright/test");
    const browser = await chromium.launch({ executablePath, args: ["--disable-gpu", "--disable-background-networking"] });
    try {
      const harness = join(folder, "bench.html");
      writeFileSync(harness, inline(HARNESS, { "./responsive.ts": await bundle({ entryPoints: ["tests/bench/responsive.ts"] }) }).html);
      console.log(["file".padEnd(16), "MB", "messages", "parse ms", "still ms", "cancel", "again", "longest times without progress, ms at %"].map((word) => word.padStart(9)).join(""));
      for (const [name, make] of Object.entries(KINDS)) {
        if (chosen.length && !chosen.includes(name)) continue;
        const path = join(folder, name);
        make(path, Number(megabytes) * 1e6);
        const page = await browser.newPage();
        await page.goto(pathToFileURL(harness).href);
        await page.setInputFiles("input", path);
        /** @type {import("../../tests/bench/responsive.ts").Responsive} */
        const { messages, parse, gaps, still, cancel, again, failure } = await page.evaluate(() => /** @type {any} */ (globalThis).responsive());
        const row = [(statSync(path).size / 1e6).toFixed(0), messages, parse.toFixed(0), still.toFixed(0), cancel.toFixed(1), again.toFixed(0)];
        console.log(name.padEnd(16) + row.map((cell) => String(cell).padStart(9)).join(""), " ", gaps.map(({ time, at }) => `${time.toFixed(0)} at ${(at * 100).toFixed(0)} %`).join(", "), failure);
        await page.close();
        rmSync(path);
      }
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
