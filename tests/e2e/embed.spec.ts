// `dist/qunzhen-element.js` in somebody else's page with a strict policy of its own.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inline } from "../../www/build/inline.mjs";
import { chat, expect, root, test } from "./support.ts";

test("two elements in a host page read, scan and report counts, and keep to themselves", async ({ page }, info) => {
  const element = readFileSync(join(root, "dist/qunzhen-element.js"), "utf8");
  const host =
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>host</title><h1>Admin</h1>' +
    '<qun-zhen id="a" lang="zh-CN"></qun-zhen><qun-zhen id="b" lang="en" theme="dark"></qun-zhen><script src="./element.js"></script></html>';
  const file = info.outputPath("host.html");
  writeFileSync(file, inline(host, { "./element.js": element }).html);
  await page.goto(pathToFileURL(file).href);
  const detail = await page.evaluate(async (chat) => {
    const node = document.querySelector("#a") as HTMLElement & { openText(text: string): Promise<void> };
    const done = new Promise<CustomEvent>((resolve) => document.addEventListener("qz-result", (event) => resolve(event as CustomEvent), { once: true }));
    await node.openText(chat);
    const go = [...(node.shadowRoot?.querySelectorAll("button") ?? [])].find((button) => button.textContent === "开始检查");
    go?.click();
    return (await done).detail as { messages: number; hits: number };
  }, chat);
  expect(detail.messages).toBe(3);
  expect(detail.hits).toBeGreaterThan(0);
  expect(JSON.stringify(detail)).not.toContain("牛肉干");
  // The other one has not moved, and the host's own heading keeps its look.
  await expect(page.locator("#b").getByRole("heading", { level: 1 })).toContainText("chat");
  expect(await page.evaluate(() => getComputedStyle(document.querySelector("h1") as HTMLElement).fontFamily)).not.toContain("PingFang");
});
