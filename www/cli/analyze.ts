// `qunzhen analyze`

import { EngineError, type NodeEngine } from "../engine/node.ts";
import type { AnalyzeOptions, Failure, ParseOptions, TrafficReport } from "../engine/types.ts";
import { flush, writeLine } from "./output.ts";
import { open } from "./parse.ts";

/** Prints what is going on in the files, chats and traffic tables alike; returns those that could not be read. */
export async function analyze(engine: NodeEngine, files: string[], reading: ParseOptions, options: Partial<AnalyzeOptions>): Promise<Failure[]> {
  const { failures } = await open(engine, files, reading);
  const report = await engine.call("analyze", [options]);
  const { traffic, rest } = await diagnosed(engine, reading, failures);
  await writeLine({ ...report, traffic });
  await flush();
  return rest;
}

/** What is no chat may be a table: all tables are read as one. */
async function diagnosed(engine: NodeEngine, { tz }: ParseOptions, failures: Failure[]): Promise<{ traffic: TrafficReport | null; rest: Failure[] }> {
  const tables: string[] = [];
  const rest: Failure[] = [];
  const options = tz === undefined || tz === null ? {} : { tz };
  for (const failure of failures) {
    const { code, file } = failure;
    const table = code === "unknown-format" && file !== "-" && (await tried(() => engine.call("diagnose", [[file], [], options])));
    if (table) tables.push(file);
    else rest.push(failure);
  }
  const traffic = tables.length === 0 ? null : await tried(() => engine.call("diagnose", [tables, [], options]));
  return { traffic, rest };
}

/** `null` where the file is no table. */
async function tried(diagnose: () => Promise<TrafficReport>): Promise<TrafficReport | null> {
  try {
    return await diagnose();
  } catch (error) {
    if (error instanceof EngineError) return null;
    throw error;
  }
}
