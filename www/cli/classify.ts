// `qunzhen classify`

import type { NodeEngine } from "../engine/node.ts";
import type { Sensitivity } from "../engine/types.ts";
import { flush, writeLine } from "./output.ts";
import { LineError, record, standardInputLines } from "./scan.ts";

export const SENSITIVITIES: readonly Sensitivity[] = ["cautious", "balanced", "sensitive"];

/** Scores standard input line by line, one line out for each line in. */
export async function classify(engine: NodeEngine, sensitivity: Sensitivity, jsonl: boolean): Promise<void> {
  let done = 0;
  for await (const lines of standardInputLines()) {
    const texts: string[] = [];
    let wrong: LineError | undefined;
    for (const line of lines) {
      try {
        texts.push(jsonl ? textOf(line, done + texts.length + 1) : line);
      } catch (error) {
        if (!(error instanceof LineError)) throw error;
        wrong = error;
        break;
      }
    }
    const rows = await engine.call("classify", [texts, { sensitivity }]);
    for (const row of rows) await writeLine({ ...row, line: done + row.line });
    done += texts.length;
    await flush();
    if (wrong) throw wrong;
  }
}

function textOf(line: string, number: number): string {
  const input = record(line, number, "unknown");
  return typeof input === "string" ? input : input.text;
}
