// `qunzhen parse`

import { readdirSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { mayHoldChat } from "../engine/folder.ts";
import type { NodeEngine, NodeInput } from "../engine/node.ts";
import type { Failure, ParseOptions } from "../engine/types.ts";
import { flush, writeLine } from "./output.ts";

const PAGE = 5000;

/** Prints what the files, and the files of the folders, hold; returns the files that could not be read. */
export async function parse(engine: NodeEngine, files: string[], options: ParseOptions, messages: boolean): Promise<Failure[]> {
  const inputs: NodeInput[] = [];
  const settings: ParseOptions[] = [];
  for (const file of files) {
    const found = file === "-" ? [{ name: file, bytes: await standardInput() }] : isFolder(file) ? filesOf(file) : [file];
    const own = isFolder(file) ? { ...options, folder: file } : options;
    for (const input of found) {
      inputs.push(input);
      settings.push(own);
    }
  }
  const { sources, failures } = await engine.call("parse", [inputs, settings]);
  if (!messages) {
    await writeLine({ sources });
  } else {
    for (const { id } of sources.flatMap((source) => source.conversations)) await writeMessages(engine, id);
  }
  await flush();
  return failures;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Reading it will say why.
    return false;
  }
}

/** The files of a folder that may hold chats, sorted by their paths. */
function filesOf(folder: string): NodeInput[] {
  let paths: string[] = [];
  try {
    paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch {
    // Reading the folder as a file will say why.
  }
  const files = paths
    .map((path) => path.split(sep).join("/"))
    .filter((path) => mayHoldChat(path) && !isFolder(join(folder, path)))
    .sort()
    .map((path) => join(folder, path));
  return files.length ? files : [folder];
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
