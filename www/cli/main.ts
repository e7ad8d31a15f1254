// The `qunzhen` command: arguments in, exit status out.

import { readFileSync } from "node:fs";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { createEngine, EngineError } from "../engine/node.ts";
import type { Failure, ParseOptions, Profile, Role } from "../engine/types.ts";
import { pickLang } from "../i18n/index.ts";
import { analyze } from "./analyze.ts";
import { classify, SENSITIVITIES } from "./classify.ts";
import { flush, writeLine } from "./output.ts";
import { parse } from "./parse.ts";
import { ROLES } from "../engine/texts.ts";
import { LineError, scan } from "./scan.ts";
import { commandWords, failureText } from "./words.ts";

const DONE = 0;
const UNREADABLE = 1;
const WRONG_USAGE = 2;
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/i;
const DATE_ORDERS = ["dmy", "mdy", "ymd"] as const;

const lang = pickLang((process.env["LC_ALL"] || process.env["LC_MESSAGES"] || process.env["LANG"])?.replace("_", "-"));
const words = commandWords(lang);

class UsageError extends Error {}

async function main(args: string[]): Promise<number> {
  const [command = "", ...rest] = args;
  if (["--help", "-h", "help"].includes(command)) return print(words.usage);
  if (["--version", "-V"].includes(command)) return print(`${__VERSION__}\n`);
  if (command === "parse") return parseCommand(rest);
  if (command === "scan") return scanCommand(rest);
  if (command === "classify") return classifyCommand(rest);
  if (command === "analyze") return analyzeCommand(rest);
  if (command === "diagnose") return diagnoseCommand(rest);
  throw new UsageError(words.usageErrors.command(command));
}

async function parseCommand(args: string[]): Promise<number> {
  const { values, positionals } = read({
    args,
    allowPositionals: true,
    options: {
      tz: { type: "string" },
      "date-order": { type: "string" },
      format: { type: "string" },
      messages: { type: "boolean", default: false },
      help: { type: "boolean", short: "h" },
    },
  } as const);
  if (values.help) return print(words.usage);
  if (positionals.length === 0) throw new UsageError(words.usageErrors.files);
  if (positionals.filter((file) => file === "-").length > 1) throw new UsageError(words.usageErrors.stdinTwice);
  const order = values["date-order"];
  const options: ParseOptions = {
    ...(values.tz !== undefined && { tz: values.tz }),
    ...(order !== undefined && { date_order: oneOf("date-order", order, DATE_ORDERS) }),
    ...(values.format !== undefined && { format: values.format }),
  };
  const engine = createEngine();
  const formats = await engine.call("formats", []);
  if (options.format !== undefined) oneOf("format", options.format, formats);
  const failures = await parse(engine, positionals, options, values.messages);
  for (const failure of failures) complain(failureText(lang, failure, formats));
  return failures.reduce((status, { code }) => Math.max(status, statusOf(code)), DONE);
}

async function scanCommand(args: string[]): Promise<number> {
  const { values } = read({
    args,
    options: {
      role: { type: "string", default: "unknown" },
      jsonl: { type: "boolean", default: false },
      pack: { type: "string", multiple: true, default: [] as string[] },
      profile: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  } as const);
  if (values.help) return print(words.usage);
  const role: Role = oneOf("role", values.role, ROLES);
  const engine = createEngine();
  const packs = values.pack.map((name) => ({ name, text: readText(name) }));
  if (packs.length > 0 || values.profile !== undefined) await engine.call("setRules", [{ packs, profile: readProfile(values.profile) }]);
  await scan(engine, role, values.jsonl);
  return DONE;
}

async function classifyCommand(args: string[]): Promise<number> {
  const { values } = read({
    args,
    options: {
      sensitivity: { type: "string", default: "balanced" },
      jsonl: { type: "boolean", default: false },
      help: { type: "boolean", short: "h" },
    },
  } as const);
  if (values.help) return print(words.usage);
  await classify(createEngine(), oneOf("sensitivity", values.sensitivity, SENSITIVITIES), values.jsonl);
  return DONE;
}

async function diagnoseCommand(args: string[]): Promise<number> {
  const { values, positionals } = read({
    args,
    allowPositionals: true,
    options: {
      notes: { type: "string", multiple: true, default: [] as string[] },
      tz: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  } as const);
  if (values.help) return print(words.usage);
  if (positionals.length === 0) throw new UsageError(words.usageErrors.tables);
  const inputs = [...positionals, ...values.notes];
  if (inputs.filter((file) => file === "-").length > 1) throw new UsageError(words.usageErrors.stdinTwice);
  const open = (file: string) => (file === "-" ? { name: words.standardInput, path: "/dev/stdin" } : file);
  const options = values.tz === undefined ? {} : { tz: values.tz };
  await writeLine(await createEngine().call("diagnose", [positionals.map(open), values.notes.map(open), options]));
  await flush();
  return DONE;
}

async function analyzeCommand(args: string[]): Promise<number> {
  const { values, positionals } = read({
    args,
    allowPositionals: true,
    options: {
      staff: { type: "string", multiple: true, default: [] as string[] },
      "staff-file": { type: "string" },
      now: { type: "string" },
      tz: { type: "string" },
      format: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  } as const);
  if (values.help) return print(words.usage);
  if (positionals.length === 0) throw new UsageError(words.usageErrors.analyzeFiles);
  if (positionals.filter((file) => file === "-").length > 1) throw new UsageError(words.usageErrors.stdinTwice);
  const { now } = values;
  if (now !== undefined && !RFC_3339.test(now)) throw new UsageError(words.usageErrors.now(now));
  const listed = values["staff-file"] === undefined ? [] : namesOf(readText(values["staff-file"]));
  const staff = [...values.staff, ...listed].map((name) => name.trim()).filter(Boolean);
  const engine = createEngine();
  const formats = await engine.call("formats", []);
  const reading: ParseOptions = {
    ...(values.tz !== undefined && { tz: values.tz }),
    ...(values.format !== undefined && { format: oneOf("format", values.format, formats) }),
  };
  const failures = await analyze(engine, positionals, reading, { staff, ...(now !== undefined && { now }) });
  for (const failure of failures) complain(failureText(lang, failure, formats));
  return failures.reduce((status, { code }) => Math.max(status, statusOf(code)), DONE);
}

/** Names of staff: a line each, the first column of a table; a heading and remarks (`#`) are none. */
function namesOf(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const names = lines.map((line) => (line.split(/[,\t;，]/)[0] ?? "").trim().replace(/^"(.*)"$/, "$1"));
  return names.filter((name, i) => name !== "" && !name.startsWith("#") && !(i === 0 && /^(姓名|名字|昵称|名称|name|nickname|staff|员工)$/i.test(name)));
}

/** `parseArgs`, whose complaints are wrong usage. */
function read<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new UsageError(words.usageErrors.value(option, value, allowed.join(" ")));
  return found;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new EngineError("io", String(error), file, { at: "0", reason: error instanceof Error ? error.message : String(error) });
  }
}

/** Settings as the page exports them; what is missing changes nothing. */
function readProfile(file: string | undefined): Profile {
  const nothing: Profile = { rules: {}, groups: [], exempt: [] };
  if (file === undefined) return nothing;
  try {
    return { ...nothing, ...(JSON.parse(readText(file)) as Partial<Profile>) };
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw new UsageError(words.usageErrors.profile(file));
  }
}

function print(text: string): number {
  process.stdout.write(text);
  return DONE;
}

function complain(text: string): void {
  process.stderr.write(`qunzhen: ${text}\n`);
}

function statusOf(code: string): number {
  return code === "no-such-zone" || code === "no-such-format" ? WRONG_USAGE : UNREADABLE;
}

/** The exit status of what went wrong, after saying it. */
function explain(error: unknown): number {
  if (error instanceof UsageError) {
    complain(`${error.message}\n${words.usageHint}`);
    return WRONG_USAGE;
  }
  if (error instanceof LineError) {
    complain(`${words.line(error.line, words[error.reason])}\n${words.stopped}`);
    return UNREADABLE;
  }
  if (error instanceof EngineError) {
    const { code, message, file, args } = error;
    complain(failureText(lang, { code, message, file, args, input: null } satisfies Failure, []));
    return statusOf(code);
  }
  throw error;
}

// The status is set, not forced, so that all output still leaves.
process.exitCode = await main(process.argv.slice(2)).catch(explain);
