// `qunzhen parse`

import type { NodeEngine, NodeInput } from "../engine/node.ts";
import type { Failure, ParseOptions } from "../engine/types.ts";
import { flush, writeLine } from "./output.ts";

const PAGE = 5000;

/** Prints what the files hold; returns the files that could not be read. */
export async function parse(engine: NodeEngine, files: string[], options: ParseOptions, messages: boolean): Promise<Failure[]> {
  const inputs: NodeInput[] = [];
  for (const file of files) inputs.push(file === "-" ? { name: file, bytes: await standardInput() } : file);
  const { sources, failures } = await engine.call("parse", [inputs, options]);
  if (!messages) {
    await writeLine({ sources });
  } else {
    for (const { id } of sources.flatMap((source) => source.conversations)) await writeMessages(engine, id);
  }
  await flush();
  return failures;
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
