// What the end-to-end tests share: the built page served or opened as a file, inputs, and the way through its screens.

import { test as base, expect, type Locator, type Page } from "@playwright/test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { pathToFileURL } from "node:url";
import { serve } from "../../www/build/serve.mjs";
import { words, type Lang } from "../../www/i18n/index.ts";

export { expect, words };
export type { Lang, Locator, Page };

export const root = join(import.meta.dirname, "../..");
export const onePage = join(root, "dist/qunzhen.html");
export const onePageUrl = pathToFileURL(onePage).href;
export const command = join(root, "dist/cli.js");

/** Chromium as it runs in a container, with its own chatter off. */
export const flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** A WeChat share text with words that rules of several kinds look for. */
export const chat = `露营互助群 微信群上的聊天记录如下，请查收。

—————  2025-03-08  —————


阿青  09:02

这批牛肉干发霉了，吃了拉肚子，再不退款我就投诉到12315


露营小客服  09:10

您好，已经登记，今天内给您答复


阿青  09:20

你们这是欺骗消费者，大家别买了

`;

export interface Upload {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export function upload(name: string, content: string | Uint8Array): Upload {
  return { name, mimeType: "application/octet-stream", buffer: Buffer.from(content as Uint8Array) };
}

/** The share text of another group, of other people, or of another day. */
export function share(group: string, people: [string, string], day: string): string {
  const [one, other] = people;
  return `${group} 微信群上的聊天记录如下，请查收。\n\n—————  ${day}  —————\n\n\n${one}  09:02\n\n早上好\n\n\n${other}  09:10\n\n今天有货吗\n\n\n${one}  09:20\n\n有的\n\n`;
}

/** A ZIP archive (APPNOTE 6.3), nothing in it compressed. */
export function zip(entries: Record<string, string>): Uint8Array {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let at = 0;
  for (const [path, content] of Object.entries(entries)) {
    const name = Buffer.from(path);
    const body = Buffer.from(content);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(1 << 11, 2);
    facts.writeUInt32LE(crc32(body), 10);
    facts.writeUInt32LE(body.length, 14);
    facts.writeUInt32LE(body.length, 18);
    facts.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004", "latin1"), facts, name, body]);
    centrals.push(Buffer.concat([Buffer.from("PK\u0001\u0002\u0014\u0000", "latin1"), facts, place, name]));
    locals.push(local);
    at += local.length;
  }
  const central = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(centrals.length, 8);
  end.writeUInt16LE(centrals.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, central, end]);
}

/**
 * `site` is the address of the built page. A page error, a violated policy or any other complaint in the console fails a
 * test, unless it provokes them and says so with `noisy`.
 */
export const test = base.extend<{ noisy: boolean; quiet: void }, { site: string }>({
  noisy: [false, { option: true }],
  site: [
    async ({}, use) => {
      if (!existsSync(onePage)) throw new Error("the page is not built; run: npm run build");
      const { url, close } = await serve({ port: 0 });
      await use(url);
      close();
    },
    { scope: "worker" },
  ],
  quiet: [
    async ({ page, noisy }, use) => {
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
      await use();
      if (!noisy) expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

/** The page's screens in one language, by what a person reads on them. */
export class App {
  readonly t;

  constructor(
    readonly page: Page,
    readonly lang: Lang = "zh-CN",
  ) {
    this.t = words(lang);
  }

  button(name: string) {
    return this.page.getByRole("button", { name, exact: true });
  }

  async open(url: string): Promise<this> {
    await this.page.goto(url);
    await expect(this.page.getByRole("heading", { level: 1, name: this.t.import.title })).toBeVisible();
    return this;
  }

  async choose(...files: (Upload | string)[]): Promise<void> {
    const input = this.page.getByLabel(this.t.import.choose, { exact: true }).and(this.page.locator("input[type=file]"));
    await (files.every((file) => typeof file === "string") ? input.setInputFiles(files) : input.setInputFiles(files as Upload[]));
  }

  /** Cards and groups by file name. */
  card(name: string) {
    return this.page.getByRole("region", { name: this.t.confirm.file(name), exact: true });
  }

  async drop(...files: Upload[]): Promise<void> {
    const data = await this.page.evaluateHandle(
      (files) => {
        const data = new DataTransfer();
        for (const { name, content } of files) data.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name));
        return data;
      },
      files.map(({ name, buffer }) => ({ name, content: buffer.toString("base64") })),
    );
    const target = this.page.locator(".drop");
    await target.dispatchEvent("dragenter", { dataTransfer: data });
    await target.dispatchEvent("dragover", { dataTransfer: data });
    await target.dispatchEvent("drop", { dataTransfer: data });
  }

  async demo(): Promise<void> {
    await this.button(this.t.import.demo).click();
    await this.atConfirm();
  }

  async atConfirm(): Promise<void> {
    await expect(this.button(this.t.confirm.go).first()).toBeVisible({ timeout: 30_000 });
  }

  async check(): Promise<void> {
    await this.button(this.t.confirm.go).first().click();
    await expect(this.rows().first()).toBeVisible({ timeout: 30_000 });
    await expect(this.rows().first()).not.toContainText(this.t.results.loading);
  }

  rows() {
    return this.page.getByRole("row");
  }
}
