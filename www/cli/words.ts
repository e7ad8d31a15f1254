// What the command line says itself. Failures come in the words of `i18n`; what to do about them is said for a terminal here.

import { failureWords, lookup, type FailureWords, type Lang } from "../i18n/index.ts";
import type { Failure } from "../engine/types.ts";

interface CommandWords {
  usage: string;
  usageHint: string;
  usageErrors: {
    command: (name: string) => string;
    files: string;
    tables: string;
    value: (option: string, value: string, allowed: string) => string;
    stdinTwice: string;
    profile: (file: string) => string;
    analyzeFiles: string;
    now: (value: string) => string;
  };
  todo: Record<string, (formats: string) => string>;
  standardInput: string;
  line: (line: number, reason: string) => string;
  jsonLine: string;
  textMissing: string;
  badRole: string;
  stopped: string;
}

const en: CommandWords = {
  usage: `qunzhen: reads chat exports and scans them by rules, on this machine

qunzhen parse FILE... [--tz ZONE] [--date-order dmy|mdy|ymd] [--format ID] [--messages]
  Reads any chat export and prints what is in it as JSON; "-" is standard input, a folder is all its files.
  --tz ZONE          zone of wall-clock times (default Asia/Shanghai)
  --date-order ORDER dmy, mdy or ymd, where a file's dates can be read two ways
  --format ID        reads every file as this format instead of recognising it
  --messages         prints every message as one line of JSON instead

qunzhen scan [--role official|seller|member|unknown] [--jsonl] [--pack FILE]... [--profile FILE]
  Scans each line of standard input as one message; prints one line of JSON a line.
  --role ROLE        who says it (default unknown)
  --jsonl            each line is {"text": ..., "role": ...}
  --pack FILE        adds a rule pack (TOML or JSON)
  --profile FILE     switches, severities and exemptions as the page exports them (JSON)

qunzhen classify [--sensitivity cautious|balanced|sensitive] [--jsonl]
  Scores each line of standard input: how likely it is offensive, and a complaint (0 to 1).
  --sensitivity NAME thresholds of "label" (default balanced)
  --jsonl            each line is {"text": ...}
qunzhen diagnose TABLE... [--notes FILE]... [--tz ZONE]
  Reads a traffic table (CSV, TSV, XLS, XLSX) and prints where it changed, how deep, which source and why, as JSON.
  Several tables are joined on their dates; "-" is standard input.
  --notes FILE       a table of what happened: date, type, text
  --tz ZONE          zone of wall-clock times (default Asia/Shanghai)
qunzhen analyze FILE... [--staff NAME]... [--staff-file FILE] [--now TIME] [--tz ZONE] [--format ID]
  Says what is going on in chats, as one JSON value: incidents with evidence and clocks, people, numbers.
  --staff NAME       someone who speaks for you; name each of them (default: as the files say, else by name and manner)
  --staff-file FILE  the same, one name a line
  --now TIME         what running clocks are measured against (default: the newest message)

qunzhen --help | --version

Exit status: 0 done, 1 some input could not be read, 2 wrong usage.
`,
  usageHint: "See: qunzhen --help",
  usageErrors: {
    command: (name) => (name ? `There is no command "${name}".` : "A command is missing."),
    files: "parse needs at least one file.",
    tables: "diagnose needs at least one table.",
    value: (option, value, allowed) => `--${option} cannot be "${value}"; it is one of: ${allowed}.`,
    stdinTwice: "Standard input can be named only once.",
    analyzeFiles: "analyze needs at least one file.",
    now: (value) => `--now cannot be "${value}"; it must be a time such as 2025-03-08T09:02:11+08:00.`,
    profile: (file) => `${file} is no profile: it must be JSON as the page exports it.`,
  },
  todo: {
    "unknown-format": (formats) => `If you know the format, name it with --format: ${formats}.`,
    "no-such-format": (formats) => `It is one of: ${formats}.`,
    malformed: () => "The file was probably cut or edited. Export it again, or name another format with --format.",
    crashed: () => "Please try again with a smaller file.",
  },
  standardInput: "standard input",
  line: (line, reason) => `standard input, line ${line}: ${reason}`,
  jsonLine: 'not a JSON object; each line must be {"text": "..."}',
  textMissing: 'there is no "text" that is a string',
  badRole: '"role" must be one of: official, seller, member, unknown',
  stopped: "Stopped there; the lines before it are done.",
};

const zhCN: CommandWords = {
  usage: `qunzhen：在本机读取聊天导出并按规则扫描

qunzhen parse 文件... [--tz 时区] [--date-order dmy|mdy|ymd] [--format 格式] [--messages]
  读取任意聊天导出，以 JSON 打印其中内容；“-”表示标准输入，文件夹表示其中全部文件。
  --tz 时区          文件里的时间属于哪个时区（默认 Asia/Shanghai）
  --date-order 顺序  日期有两种读法时用 dmy、mdy 或 ymd
  --format 格式      不自动识别，全部按这个格式读取
  --messages         改为每条消息打印一行 JSON

qunzhen scan [--role official|seller|member|unknown] [--jsonl] [--pack 文件]... [--profile 文件]
  把标准输入的每一行当作一条消息扫描，每行打印一行 JSON。
  --role 身份        说话人的身份（默认 unknown）
  --jsonl            每行是 {"text": ..., "role": ...}
  --pack 文件        加载一个规则包（TOML 或 JSON）
  --profile 文件     页面导出的开关、紧急程度和放过清单（JSON）

qunzhen classify [--sensitivity cautious|balanced|sensitive] [--jsonl]
  给标准输入的每一行打分：像不像在骂人、像不像投诉（0 到 1）。
  --sensitivity 名称 label 用哪一档门槛（默认 balanced）
  --jsonl            每行是 {"text": ...}
qunzhen diagnose 表格... [--notes 文件]... [--tz 时区]
  读取流量表格（CSV、TSV、XLS、XLSX），以 JSON 打印何时变化、跌了多少、哪个来源、为什么。
  多个表格按日期合并；“-”表示标准输入。
  --notes 文件       记录发生了什么的表格：日期、类型、内容
  --tz 时区          表里的时间属于哪个时区（默认 Asia/Shanghai）
qunzhen analyze 文件... [--staff 名字]... [--staff-file 文件] [--now 时间] [--tz 时区] [--format 格式]
  分析聊天里正在发生什么，打印一个 JSON：事件（证据、计时）、成员、指标。
  --staff 名字       代表你们说话的人，每人写一次（默认：看文件里的身份，没有就看名字和说话方式）
  --staff-file 文件  同上，每行一个名字
  --now 时间         计时以这个时间为准（默认：最新一条消息）

qunzhen --help | --version

退出码：0 完成，1 有输入读不了，2 用法不对。
`,
  usageHint: "用法请看：qunzhen --help",
  usageErrors: {
    command: (name) => (name ? `没有“${name}”这个命令。` : "缺少命令。"),
    files: "parse 至少需要一个文件。",
    tables: "diagnose 至少需要一个表格。",
    value: (option, value, allowed) => `--${option} 不能是“${value}”，只能是：${allowed}。`,
    stdinTwice: "标准输入只能写一次。",
    analyzeFiles: "analyze 至少需要一个文件。",
    now: (value) => `--now 不能是“${value}”，要写成 2025-03-08T09:02:11+08:00 这样的时间。`,
    profile: (file) => `${file} 不是页面导出的设置（JSON）。`,
  },
  todo: {
    "unknown-format": (formats) => `如果知道是什么格式，请用 --format 指定：${formats}。`,
    "no-such-format": (formats) => `可选的有：${formats}。`,
    malformed: () => "文件可能被截断或改动过。请重新导出，或用 --format 指定别的格式。",
    crashed: () => "请换一个小一些的文件再试。",
  },
  standardInput: "标准输入",
  line: (line, reason) => `标准输入第 ${line} 行：${reason}`,
  jsonLine: '不是 JSON 对象；每行应写成 {"text": "..."}',
  textMissing: "没有字符串类型的 text",
  badRole: "role 只能是 official、seller、member、unknown",
  stopped: "已停在这一行；它之前的行都已完成。",
};

/** The command line's own words. */
export function commandWords(lang: Lang): CommandWords {
  return lang === "en" ? en : zhCN;
}

/** A failure in words, with what to do about it at a terminal. */
export function failureText(lang: Lang, failure: Failure, formats: string[]): string {
  const said: FailureWords = failureWords(lang, failure);
  const todo = lookup(commandWords(lang).todo, failure.code)?.(formats.join(" ")) ?? said.todo;
  const gap = lang === "en" ? " " : "";
  return `${failure.file ? `${failure.file}${lang === "en" ? ": " : "："}` : ""}${said.what}${gap}${todo}`;
}
