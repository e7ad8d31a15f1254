// `qunzhen scan`

import type { NodeEngine } from "../engine/node.ts";
import type { ScanInput } from "../engine/protocol.ts";
import type { Role } from "../engine/types.ts";
import { ROLES, scanTexts } from "../engine/texts.ts";
import { flush, writeLine } from "./output.ts";

/** Lines scanned in one call: few enough to answer soon, enough to make the call's own cost small. */
const BATCH = 1000;

/** A line of standard input that is not what `--jsonl` asks for. */
export class LineError extends Error {
  constructor(
    readonly line: number,
    readonly reason: "jsonLine" | "textMissing" | "badRole",
  ) {
    super(reason);
  }
}

/** Scans standard input line by line, one line out for each line in. */
export async function scan(engine: NodeEngine, role: Role, jsonl: boolean): Promise<void> {
  let batch: ScanInput[] = [];
  let done = 0;
  const scanBatch = async () => {
    for (const { line, hits } of await scanTexts(engine, batch)) await writeLine({ line: done + line, hits });
    done += batch.length;
    batch = [];
    await flush();
  };
  try {
    for await (const lines of standardInputLines()) {
      for (const line of lines) {
        batch.push(jsonl ? record(line, done + batch.length + 1, role) : { text: line, role });
        if (batch.length >= BATCH) await scanBatch();
      }
      // What has come is answered before more is waited for, so that a pipe can be watched.
      if (batch.length > 0) await scanBatch();
    }
  } catch (error) {
    if (error instanceof LineError) await scanBatch();
    throw error;
  }
}

/** A blank line is kept as an empty text: lines out must match lines in. */
export function record(line: string, number: number, role: Role): ScanInput {
  if (line.trim() === "") return { text: "", role };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new LineError(number, "jsonLine");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new LineError(number, "jsonLine");
  const { text, role: own = role } = value as { text?: unknown; role?: unknown };
  if (typeof text !== "string") throw new LineError(number, "textMissing");
  const known = ROLES.find((role) => role === own);
  if (!known) throw new LineError(number, "badRole");
  return { text, role: known };
}

/** Complete lines as they arrive, without their line ends; the last one may lack its end. */
export async function* standardInputLines(): AsyncGenerator<string[]> {
  const decoder = new TextDecoder("utf-8");
  let rest = "";
  for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
    const text = decoder.decode(chunk, { stream: true });
    // Only the new part is searched, or one endless line would cost time with the square of its length.
    if (!text.includes("\n")) {
      rest += text;
      continue;
    }
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield lines.map(withoutReturn);
  }
  rest += decoder.decode();
  if (rest !== "") yield [withoutReturn(rest)];
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

