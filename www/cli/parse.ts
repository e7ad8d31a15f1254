// `qunzhen parse`

import { readdirSync, statSync } from "node:fs";
import { basename, join, resolve, sep } from "node:path";
import { folderOf, mayHoldChat, today } from "../engine/files.ts";
import type { NodeEngine, NodeInput } from "../engine/node.ts";
import type { Failure, ParseOptions, ParseReport } from "../engine/types.ts";
import { flush, writeLine } from "./output.ts";

const PAGE = 5000;

/** Prints what the files, and the files of the folders, hold; returns the files that could not be read. */
export async function parse(engine: NodeEngine, files: string[], options: ParseOptions, messages: boolean): Promise<Failure[]> {
  const { sources, joins, lists, failures } = await open(engine, files, options);
  if (!messages) {
    await writeLine({ sources, joins, lists });
  } else {
    for (const { id } of sources.flatMap((source) => source.conversations)) await writeMessages(engine, id);
  }
  await flush();
  return failures;
}

/** Reads the files, and the files of the folders, into the engine. */
export async function open(engine: NodeEngine, files: string[], options: ParseOptions): Promise<ParseReport> {
  const inputs: NodeInput[] = [];
  const settings: ParseOptions[] = [];
  const dated = { ...options, today: today() };
  const tops = new Set<string>();
  for (const [i, file] of files.entries()) {
    if (!isFolder(file)) {
      inputs.push(file === "-" ? { name: file, bytes: await standardInput() } : file);
      settings.push(dated);
      continue;
    }
    // The number keeps folders of one name apart.
    const name = basename(resolve(file));
    const top = tops.has(name) ? `${name} (${i + 1})` : name;
    tops.add(top);
    for (const path of filesOf(file)) {
      inputs.push(join(file, path));
      settings.push({ ...dated, folder: [top, folderOf(path)].filter(Boolean).join("/") });
    }
  }
  return engine.call("parse", [inputs, settings]);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Reading it will say why.
    return false;
  }
}

/** Paths, within a folder, of its files that may hold chats, sorted; `.` where it has none, which cannot be read. */
function filesOf(folder: string): string[] {
  let paths: string[] = [];
  try {
    paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch {
    // Reading the folder as a file will say why.
  }
  const files = paths.map((path) => path.split(sep).join("/")).filter((path) => mayHoldChat(path) && !isFolder(join(folder, path)));
  return files.length ? files.sort() : ["."];
}

async function writeMessages(engine: NodeEngine, conversation: string): Promise<void> {
  for (let from = 0; ; from += PAGE) {
    const page = await engine.call("messages", [conversation, from, PAGE]);
    for (const message of page) await writeLine(message);
    if (page.length < PAGE) return;
  }
}

/** A pipe knows no places to read at, so it is held whole. */
async function standardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
