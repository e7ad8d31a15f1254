// Files of rules that the user brings along: packs in TOML or JSON, or settings that were saved here.

import { EngineError, type Failure, type Profile } from "../../engine/client.ts";
import type { Session } from "../session.ts";
import { entriesFrom, packFrom, withEntry, withPack } from "./own.ts";

/** What became of them, for the screen. */
export type ImportNote = { kind: "done"; rules: number; settings: boolean } | { kind: "failed"; file: string; failure: Failure };

/** Takes up files one by one; the first that is wrong ends it, and those before it stay. */
export async function importFiles(session: Session, files: readonly File[]): Promise<ImportNote> {
  let rules = 0;
  let settings = false;
  for (const file of files) {
    try {
      const text = await file.text();
      const profile = profileFrom(text);
      if (profile) {
        await session.changeOwn((own) => ({ ...own, profile }), { kind: "imported", name: file.name });
        settings = true;
      } else {
        rules += await importPack(session, file.name, text);
      }
    } catch (error) {
      return { kind: "failed", file: file.name, failure: failureOf(error) };
    }
  }
  return { kind: "done", rules, settings };
}

async function importPack(session: Session, name: string, text: string): Promise<number> {
  const json = await session.ask("packText", [{ name, text }, "json"]);
  const pack = packFrom(name, text, json);
  const entries = entriesFrom(json);
  await session.changeOwn((own) => (entries ? entries.reduce(withEntry, own) : withPack(own, pack)), { kind: "imported", name });
  return pack.rules.length + pack.additions;
}

/** Settings as this page saves them; `null` where the text is something else. */
function profileFrom(text: string): Profile | null {
  if (!text.trimStart().startsWith("{")) return null;
  try {
    const { rules, groups, exempt } = JSON.parse(text) as Partial<Profile>;
    return rules && Array.isArray(groups) && Array.isArray(exempt) ? { rules, groups, exempt } : null;
  } catch {
    return null;
  }
}

export function failureOf(error: unknown): Failure {
  if (error instanceof EngineError) return { file: error.file, input: null, code: error.code, args: error.args, message: error.message };
  return { file: "", input: null, code: "crashed", args: {}, message: String(error) };
}
