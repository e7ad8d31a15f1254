// The command line as a program calls it: values on standard output, words on standard error, exit status.

import { execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect } from "@playwright/test";
import type { AnalysisReport, ClassifyRow, MessageRow, ParseReport, ScanRow, TrafficReport } from "../../www/engine/types.ts";
import { chat, command } from "./support.ts";

interface Outcome {
  status: number;
  out: string;
  err: string;
}

const test = base.extend<{ folder: string }>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "qunzhen-"));
    await use(folder);
    rmSync(folder, { recursive: true });
  },
});

function qunzhen(args: string[], input: string | Uint8Array = "", lang = "C.UTF-8"): Promise<Outcome> {
  return new Promise((done) => {
    const env = { ...process.env, LC_ALL: lang };
    const child = execFile(process.execPath, [command, ...args], { env, maxBuffer: 1 << 28 }, (error, out, err) =>
      done({ status: error ? Number(error.code ?? 1) : 0, out, err }),
    );
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}

const lines = <T>(text: string): T[] => text.trimEnd().split("\n").map((line) => JSON.parse(line) as T);

function write(folder: string, name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

test("parse prints one value with what the file holds", async ({ folder }) => {
  const file = write(folder, "chat.txt", chat);
  const { status, out, err } = await qunzhen(["parse", file]);
  expect(err).toBe("");
  expect(status).toBe(0);
  const { sources } = JSON.parse(out) as ParseReport;
  expect(sources).toHaveLength(1);
  expect(sources[0]).toMatchObject({ file, format: "wechat_share", encoding: "utf-8" });
  expect(sources[0]?.conversations[0]).toMatchObject({ id: "c1", messages: 3, participants: 2, first: "2025-03-08T09:02:00+08:00" });
});

test("parse --messages prints every message in order, standard input too", async () => {
  const { status, out } = await qunzhen(["parse", "-", "--messages", "--tz", "UTC"], chat);
  expect(status).toBe(0);
  const rows = lines<MessageRow>(out);
  expect(rows.map(({ index, sender, kind }) => [index, sender, kind])).toEqual([
    [0, "阿青", "text"],
    [1, "露营小客服", "text"],
    [2, "阿青", "text"],
  ]);
  expect(rows[0]?.time).toMatch(/^2025-03-08T09:02:00(Z|\+00:00)$/);
});

test("parse reads the files of a folder, in the order of their paths", async ({ folder }) => {
  mkdirSync(join(folder, "备份", "b"), { recursive: true });
  for (const name of ["c.txt", "b/a.txt", "a.txt"]) write(folder, join("备份", name), chat.replace("露营互助群", `群 ${name}`).replaceAll("03-08", "03-09"));
  write(folder, join("备份", "picture.jpg"), "no picture");
  const { status, out, err } = await qunzhen(["parse", join(folder, "备份")]);
  expect(err).toBe("");
  expect(status).toBe(0);
  expect((JSON.parse(out) as ParseReport).sources.map(({ file, input }) => [file, input])).toEqual([
    [join(folder, "备份/a.txt"), 0],
    [join(folder, "备份/b/a.txt"), 1],
    [join(folder, "备份/c.txt"), 2],
  ]);
  mkdirSync(join(folder, "empty"));
  expect((await qunzhen(["parse", join(folder, "empty")])).status).toBe(1);
});

test("parse gives the same bytes for the same input", async ({ folder }) => {
  const file = write(folder, "chat.txt", chat);
  const [first, second] = await Promise.all([qunzhen(["parse", file]), qunzhen(["parse", file])]);
  expect(first.out).toBe(second.out);
});

test("parse prints the readable files and names the others", async ({ folder }) => {
  const good = write(folder, "good.txt", chat);
  const empty = write(folder, "empty.txt", "");
  const picture = write(folder, "picture.txt", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"));
  const missing = join(folder, "missing.txt");
  const { status, out, err } = await qunzhen(["parse", good, empty, picture, missing], "", "en_US.UTF-8");
  expect(status).toBe(1);
  expect((JSON.parse(out) as ParseReport).sources.map((source) => source.file)).toEqual([good]);
  for (const file of [empty, picture, missing]) expect(err).toContain(file);
  expect(err).toMatch(/empty/i);
  expect(err).toMatch(/PNG/);
});

test("failures are said in Chinese where the terminal is Chinese", async ({ folder }) => {
  const { status, err } = await qunzhen(["parse", write(folder, "空.txt", "")], "", "zh_CN.UTF-8");
  expect(status).toBe(1);
  expect(err).toContain("空.txt");
  expect(err).toMatch(/空的|没有/);
});

for (const args of [
  [],
  ["nonsense"],
  ["parse"],
  ["parse", "--nonsense", "x"],
  ["parse", "-", "-"],
  ["parse", "x", "--date-order", "ydm"],
  ["parse", "x", "--format", "nonsense"],
  ["parse", "-", "--tz", "Mars/Olympus"],
  ["scan", "--role", "nonsense"],
  ["scan", "surplus"],
]) {
  test(`wrong usage: qunzhen ${args.join(" ")}`, async () => {
    const { status, err } = await qunzhen(args, chat);
    expect(status).toBe(2);
    expect(err).not.toBe("");
    expect(err).not.toContain("    at ");
  });
}

test("help and version", async () => {
  expect((await qunzhen(["--help"])).out).toContain("--date-order");
  expect((await qunzhen(["scan", "--help"], "", "zh_CN.UTF-8")).out).toContain("退出码");
  expect((await qunzhen(["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("scan answers each line, blank ones and CRLF included", async () => {
  const { status, out } = await qunzhen(["scan", "--role", "seller"], "这是最好的牛肉干\r\n\r\n今天天气不错\n最好的");
  expect(status).toBe(0);
  const rows = lines<ScanRow>(out);
  expect(rows.map((row) => row.line)).toEqual([1, 2, 3, 4]);
  expect(rows.map((row) => row.hits.length > 0)).toEqual([true, false, false, true]);
  const [hit] = rows[0]?.hits ?? [];
  expect(hit).toMatchObject({ rule: "AD-01", evasion: false });
  expect("这是最好的牛肉干".slice(hit?.start, hit?.end)).toBe(hit?.matched);
  expect(hit?.law).not.toBe("");
});

test("scan --jsonl reads roles, and counts in UTF-16", async () => {
  const text = "😀😀再不退款我就去12315投诉你们";
  const input = [{ text, role: "member" }, { text: "您好" }].map((value) => JSON.stringify(value)).join("\n");
  const { status, out } = await qunzhen(["scan", "--jsonl"], `${input}\n`);
  expect(status).toBe(0);
  const [first, second] = lines<ScanRow>(out);
  expect(first?.hits.length).toBeGreaterThan(0);
  for (const hit of first?.hits ?? []) expect(text.slice(hit.start, hit.end)).toBe(hit.matched);
  expect(second).toEqual({ line: 2, hits: [] });
});

for (const [what, line] of [
  ["broken JSON", '{"text":'],
  ["a value that is no object", "7"],
  ["no text", '{"role":"member"}'],
  ["an unknown role", '{"text":"x","role":"boss"}'],
]) {
  test(`scan --jsonl stops at ${what} and names the line`, async () => {
    const { status, out, err } = await qunzhen(["scan", "--jsonl"], `{"text":"a"}\n${line}\n{"text":"b"}\n`);
    expect(status).toBe(1);
    expect(lines<ScanRow>(out)).toEqual([{ line: 1, hits: [] }]);
    expect(err).toContain("line 2");
  });
}

test("scan of nothing prints nothing", async () => {
  expect(await qunzhen(["scan"])).toEqual({ status: 0, out: "", err: "" });
});

test("scan numbers lines across batches", async () => {
  const count = 25_000;
  const { out } = await qunzhen(["scan"], "今天天气不错\n".repeat(count));
  const rows = lines<ScanRow>(out);
  expect(rows).toHaveLength(count);
  expect(rows.every((row, i) => row.line === i + 1)).toBe(true);
});

test("a pack that is wrong is refused by name", async ({ folder }) => {
  const pack = write(folder, "own.toml", "this is no pack");
  const { status, out, err } = await qunzhen(["scan", "--pack", pack], "x\n");
  expect(status).toBe(1);
  expect(out).toBe("");
  expect(err).toContain("own.toml");
  expect((await qunzhen(["scan", "--pack", join(folder, "missing.toml")], "x\n")).status).toBe(1);
});

test("a reader that goes away ends the program quietly", async () => {
  const child = spawn(process.execPath, [command, "scan"], { stdio: ["pipe", "pipe", "pipe"] });
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (err += text));
  child.stdin.on("error", () => {});
  child.stdout.once("data", () => child.stdout.destroy());
  child.stdin.write("今天天气不错\n".repeat(200_000));
  child.stdin.end();
  const status = await new Promise((done) => child.on("close", done));
  expect(err).toBe("");
  expect(status).toBe(0);
});

test("classify scores every line and leaves none out", async () => {
  const { status, out, err } = await qunzhen(["classify"], "你这个废物，滚出去\n\n东西收到就是坏的，太差了\n谢谢老板\n");
  expect([status, err]).toEqual([0, ""]);
  const rows = lines<ClassifyRow>(out);
  expect(rows.map((row) => row.line)).toEqual([1, 2, 3, 4]);
  expect(rows.map((row) => row.offensive.label)).toEqual([true, false, false, false]);
  expect(rows.map((row) => row.complaint.label)).toEqual([false, false, true, false]);
  for (const { offensive, complaint } of rows) for (const { score } of [offensive, complaint]) expect(score >= 0 && score <= 1).toBe(true);
});

test("classify takes JSON lines, and says where one is none", async () => {
  const { status, out, err } = await qunzhen(["classify", "--jsonl", "--sensitivity", "cautious"], '{"text":"你好"}\n{"text":1}\n');
  expect(status).toBe(1);
  expect(lines<ClassifyRow>(out)).toHaveLength(1);
  expect(err).toContain("line 2");
  expect((await qunzhen(["classify", "--sensitivity", "wild"], "")).status).toBe(2);
});

test("diagnose names the day, the depth, the source and the cause of a cliff", async ({ folder }) => {
  const day = (i: number) => new Date(Date.UTC(2025, 4, 10 + i)).toISOString().slice(0, 10);
  const rows = Array.from({ length: 30 }, (_, i) => `${day(i)},${i < 24 ? "800,600,200" : "80,20,60"}`);
  const table = write(folder, "traffic.csv", `日期,新增关注,推荐流量,粉丝访问\n${rows.join("\n")}\n`);
  const notes = write(folder, "notes.csv", "日期,类型,内容\n2025-06-03,违规通知,涉嫌夸大宣传,账号被限流\n");
  const { status, out, err } = await qunzhen(["diagnose", table, "--notes", notes]);
  expect([status, err]).toEqual([0, ""]);
  const report = JSON.parse(out) as TrafficReport;
  expect(report.table).toMatchObject({ frequency: "day", points: 30 });
  expect(report.cliffs[0]).toMatchObject({ metric: "新增关注", start: "2025-06-03", end: null, depth: 0.9, cause: { class: "A", name: "violation_limited" } });
  expect(report.cliffs[0]?.attribution[0]?.source).toBe("推荐流量");
  expect(report.plan).toBe("P8-A");
  expect((await qunzhen(["diagnose", table, "--notes", notes])).out).toBe(out);
});

test("analyze takes traffic tables beside chats", async ({ folder }) => {
  const rows = Array.from({ length: 30 }, (_, i) => `2025-06-${String(i + 1).padStart(2, "0")},${i < 22 ? 800 + (i % 3) : 80 + (i % 3)}`);
  const table = write(folder, "traffic.csv", `日期,新增关注\n${rows.join("\n")}\n`);
  const chatFile = write(folder, "chat.txt", chat);
  const { status, out, err } = await qunzhen(["analyze", chatFile, table]);
  expect([status, err]).toEqual([0, ""]);
  const report = JSON.parse(out) as AnalysisReport;
  expect(report.sources.map(({ file }) => file)).toEqual([chatFile]);
  expect(report.traffic?.cliffs[0]).toMatchObject({ metric: "新增关注", start: "2025-06-23" });
});

test("diagnose says what is no table, and what is wrong usage", async ({ folder }) => {
  const poem = write(folder, "poem.txt", "床前明月光\n疑是地上霜\n");
  const { status, out, err } = await qunzhen(["diagnose", poem]);
  expect([status, out]).toEqual([1, ""]);
  expect(err).toContain("poem.txt");
  expect((await qunzhen(["diagnose"])).status).toBe(2);
});

test("analyze says of what is neither chat nor table which formats there are", async ({ folder }) => {
  const poem = write(folder, "poem.txt", "床前明月光\n疑是地上霜\n");
  const { status, err } = await qunzhen(["analyze", poem]);
  expect(status).toBe(1);
  expect(err).toContain("poem.txt");
  expect(err).toContain("wechat_share");
  expect((await qunzhen(["analyze", poem, "--format", "nonsense"])).status).toBe(2);
});

test("analyze finds a quarrel in a chat, with its clock", async ({ folder }) => {
  const said = [
    ["阿青", "老王你昨天拼单的钱到底什么时候给"],
    ["老王", "急什么，又不是不给你"],
    ["阿青", "都拖一个星期了，你这人怎么这样"],
    ["老王", "你凭什么这么说我，你自己上次不也拖了"],
    ["阿青", "我什么时候拖了？你少血口喷人"],
    ["老王", "不要脸，群里谁不知道你"],
    ["阿青", "你再说一遍试试"],
    ["老王", "说就说，不要脸"],
    ["小米", "你们别吵了行不行"],
  ];
  const rows = said.map(([name, text], i) => `2025-06-03 09:0${i}:00,${name},${text}`);
  const chatFile = write(folder, "chat.csv", `时间,发送者,内容\n${rows.join("\n")}\n`);
  const { status, out, err } = await qunzhen(["analyze", chatFile, "--staff", "客服小乔"]);
  expect([status, err]).toEqual([0, ""]);
  const report = JSON.parse(out) as AnalysisReport;
  expect(report.incidents).toHaveLength(1);
  expect(report.incidents[0]).toMatchObject({ kind: "quarrel", playbook: "P1", conversation: "c1" });
  expect(report.incidents[0]?.participants.map(({ name }) => name)).toEqual(expect.arrayContaining(["阿青", "老王"]));
  expect(report.incidents[0]?.why.length).toBeGreaterThan(0);
  expect(report.members.map(({ name }) => name)).toContain("小米");
  expect(report).toHaveProperty("traffic", null);
  expect((await qunzhen(["analyze", chatFile, "--staff", "客服小乔"])).out).toBe(out);
});
