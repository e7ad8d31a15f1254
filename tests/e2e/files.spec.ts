// Archives, folders and several files of one chat on the confirm screen.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expectNothing } from "./axe.ts";
import { App, expect, share, test, upload, zip } from "./support.ts";

const friends: [string, string] = ["阿青", "老周"];
const strangers: [string, string] = ["橙子", "木木"];

test("an archive with two chats is one file with two cards", async ({ page, site }) => {
  const app = await new App(page).open(site);
  const inside = { "a/one.txt": share("福利群", friends, "2025-03-08"), "b/two.txt": share("露营群", strangers, "2025-03-08"), "c/note.json": "{}" };
  await app.choose(upload("两个群.zip", zip(inside)), upload("third.txt", share("读书群", friends, "2025-03-08")));
  await app.atConfirm();
  const group = app.card("两个群.zip");
  await expect(group).toContainText(app.t.confirm.inside(2));
  await expect(app.card("两个群.zip/a/one.txt")).toContainText("福利群");
  await expect(app.card("两个群.zip/b/two.txt")).toContainText("露营群");
  await expect(group.getByRole("button", { name: app.t.confirm.remove })).toHaveCount(1);
  await expectNothing(page, "archive");
  await group.getByRole("button", { name: app.t.confirm.remove }).click();
  await expect(group).toBeHidden();
  await expect(app.card("third.txt")).toContainText("读书群");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
});

test("files of one chat become one, and can be taken apart and put together again", async ({ page, site }) => {
  const app = await new App(page).open(site);
  await app.choose(upload("早.txt", share("福利群", friends, "2025-03-08")), upload("晚.txt", share("福利群", friends, "2025-03-08")));
  await app.atConfirm();
  const joins = page.getByRole("region", { name: app.t.joins.label });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(app.t.confirm.title(3, 2));
  await expect(joins).toContainText(app.t.joins.done(2, "福利群", app.t.joins.reasons["same-messages"]));
  await expect(joins).toContainText(app.t.joins.duplicates(3));
  await expect(app.card("晚.txt")).toContainText(app.t.joins.into("福利群"));
  await expectNothing(page, "joined");

  await joins.getByRole("button", { name: app.t.joins.splitLabel("福利群") }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(app.t.confirm.title(6, 2));
  await expect(joins).toContainText(app.t.joins.ask(2, "福利群"));
  await expect(joins).toBeFocused();
  await expectNothing(page, "offered");
  await joins.getByRole("button", { name: app.t.joins.join }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(app.t.confirm.title(3, 2));
  await expect(joins).toContainText(app.t.joins.byHand(2, "福利群"));
  await app.check();
});

test("what only bears the same name is asked about, and the answer outlives a rereading", async ({ page, site }) => {
  const app = await new App(page).open(site);
  const files = [upload("a.txt", share("福利群", friends, "2025-03-08")), upload("b.txt", share("福利群", strangers, "2025-03-09")), upload("c.txt", share("福利群", ["小林", "小羊"], "2025-03-10"))];
  await app.choose(...files, upload("empty.txt", ""));
  await app.atConfirm();
  const joins = page.getByRole("region", { name: app.t.joins.label });
  await expect(joins).toContainText(app.t.joins.ask(3, "福利群"));
  await joins.getByRole("button", { name: app.t.joins.join }).click();
  await expect(joins).toContainText(app.t.joins.byHand(3, "福利群"));
  await expect(app.card("a.txt")).toContainText(app.t.confirm.counts(9, 6));
  await expect(app.card("empty.txt")).toBeVisible();
  await app.card("a.txt").getByText(app.t.confirm.wrong).click();
  const zone = app.card("a.txt").getByLabel(app.t.confirm.zone);
  await zone.focus();
  await zone.selectOption("UTC");
  await expect(app.card("a.txt").locator("time").first()).toHaveAttribute("datetime", /Z|\+00:00/);
  await expect(zone).toBeFocused();
  await expect(app.card("a.txt")).toContainText(app.t.confirm.counts(9, 6));

  await joins.getByRole("button", { name: app.t.joins.splitLabel("福利群") }).click();
  await expect(joins).toContainText(app.t.joins.ask(3, "福利群"));
  await joins.getByRole("button", { name: app.t.joins.different }).click();
  await expect(joins).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(app.t.confirm.title(9, 6));
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
});

test("a folder is one group; its files keep their paths", async ({ page, site }, info) => {
  const top = info.outputPath("备份");
  const files: Record<string, string> = {
    "a/one.txt": share("福利群", friends, "2025-03-08"),
    "b/one.txt": share("露营群", strangers, "2025-03-08"),
    "b/picture.jpg": "no picture",
    ".DS_Store": "litter",
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), content);
  }
  const app = await new App(page).open(site);
  await page.getByLabel(app.t.import.folder, { exact: true }).and(page.locator("input[type=file]")).setInputFiles(top);
  await app.atConfirm();
  const group = app.card("备份");
  await expect(group).toContainText(app.t.confirm.inside(2));
  await app.card("备份/a/one.txt").getByRole("button", { name: app.t.confirm.remove }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(app.t.confirm.title(3, 2));
  await expect(page.getByRole("region", { name: app.t.confirm.file("备份"), exact: true })).toContainText("露营群");
});

test("a dropped folder says which folder its files are of", async ({ page, site }) => {
  // A folder cannot be dropped by a script, so its entries are stood in for.
  await page.addInitScript(() => {
    const calls: unknown[] = [];
    Object.assign(globalThis, { calls });
    const post = Worker.prototype.postMessage as (this: Worker, ...args: unknown[]) => void;
    Worker.prototype.postMessage = function (this: Worker, ...args: unknown[]) {
      const { call, args: given } = args[0] as { call?: string; args?: unknown[] };
      if (call === "parse") calls.push({ names: (given?.[0] as { name: string }[]).map(({ name }) => name), options: given?.[1] });
      post.apply(this, args);
    };
  });
  const app = await new App(page).open(site);
  await page.evaluate((text) => {
    const file = (fullPath: string) => ({ isFile: true, isDirectory: false, name: fullPath.split("/").at(-1), fullPath, file: (done: (file: File) => void) => done(new File([text], fullPath.split("/").at(-1) ?? "")) });
    const folder = (fullPath: string, children: unknown[]) => ({
      isFile: false,
      isDirectory: true,
      name: fullPath.split("/").at(-1),
      fullPath,
      createReader: () => {
        const parts = [children, []];
        return { readEntries: (done: (part: unknown) => void) => done(parts.shift()) };
      },
    });
    const entry = folder("/export", [file("/export/z.txt"), folder("/export/general", [file("/export/general/1.txt"), file("/export/general/1.png")])]);
    const dataTransfer = { types: ["Files"], items: [{ kind: "file", webkitGetAsEntry: () => entry }], files: [] };
    const event = Object.defineProperty(new DragEvent("drop", { bubbles: true, composed: true, cancelable: true }), "dataTransfer", { value: dataTransfer });
    document.querySelector("qun-zhen")?.shadowRoot?.querySelector(".drop")?.dispatchEvent(event);
  }, share("福利群", friends, "2025-03-08"));
  await app.atConfirm();
  expect(await page.evaluate("calls[0]")).toMatchObject({ names: ["export/general/1.txt", "export/z.txt"], options: [{ folder: "export/general" }, { folder: "export" }] });
  await expect(page.getByText(app.t.import.skipped(1))).toBeVisible();
});

test("a folder of thousands of files stays a short page", async ({ page, site }) => {
  test.slow();
  const app = await new App(page).open(site);
  await page.evaluate(async (text) => {
    const files = Array.from({ length: 5_000 }, (_, i) => ({ name: `many/${i}.txt`, bytes: new TextEncoder().encode(i % 100 ? "" : text.replace("福利群", `群 ${i}`)) }));
    await (document.querySelector("qun-zhen") as unknown as { open(files: unknown[]): Promise<void> }).open(files);
  }, share("福利群", friends, "2025-03-08"));
  await app.atConfirm();
  await expect(app.card("many")).toContainText(app.t.confirm.inside(50));
  expect(await page.getByRole("region", { name: /^文件 / }).count()).toBeLessThan(30);
  await page.getByRole("button", { name: app.t.confirm.moreChats(40) }).click();
  await expect(app.card("many/1100.txt")).toContainText("早上好");
});
