// The `qunzhen` command: arguments in, exit status out.

import { readFileSync } from "node:fs";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { createEngine, EngineError } from "../engine/node.ts";
import type { Failure, ParseOptions, Profile, Role } from "../engine/types.ts";
import { pickLang } from "../i18n/index.ts";
import { parse } from "./parse.ts";
import { LineError, ROLES, scan } from "./scan.ts";
import { commandWords, failureText } from "./words.ts";

const DONE = 0;
const UNREADABLE = 1;
const WRONG_USAGE = 2;
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
