// Many texts scanned in a few calls.

import type { Caller } from "./analyzer.ts";
import { EngineError, type CallOptions } from "./client.ts";
import type { JoinedTexts, ScanInput } from "./protocol.ts";
import type { Role, ScanRow } from "./types.ts";

/** In the order in which the core numbers them. */
export const ROLES: readonly Role[] = ["official", "seller", "member", "unknown"];

/** UTF-16 code units scanned in one call: few enough to be stopped soon, enough to make the call's own cost small. */
const AT_ONCE = 1 << 21;

/** Scans texts that are not loaded: a row for each, in order. */
export async function scanTexts<I>(engine: Caller<I>, texts: ScanInput[], options: CallOptions = {}): Promise<ScanRow[]> {
  const rows: ScanRow[] = texts.map((_, i) => ({ line: i + 1, hits: [] }));
  let from = 0;
  do {
    let to = from;
    for (let units = 0; to < texts.length && units < AT_ONCE; to++) units += wordsOf(texts[to], to).length;
    for (const { line, hits } of await engine.call("scan", [joined(texts.slice(from, to), from)], options)) {
      const row = rows[from + line - 1];
      if (row) row.hits = hits;
    }
    from = to;
  } while (from < texts.length);
  return rows;
}

/** Texts as one, the first of them having the number `first`. */
export function joined(texts: ScanInput[], first = 0): JoinedTexts {
  const words = texts.map((text, i) => wordsOf(text, first + i));
  return { text: words.join("\n"), lengths: Uint32Array.from(words, (text) => text.length), roles: Uint8Array.from(texts, (text, i) => roleOf(text, first + i)) };
}

// Programs without types call these, too.
function wordsOf(text: ScanInput | undefined, i: number): string {
  const words = typeof text === "string" ? text : (text?.text as unknown);
  if (typeof words !== "string") throw new EngineError("wrong-argument", `text ${i} is no string`);
  return words;
}

function roleOf(text: ScanInput, i: number): number {
  const role = typeof text === "string" ? "unknown" : (text.role ?? "unknown");
  const place = ROLES.indexOf(role);
  if (place < 0) throw new EngineError("wrong-argument", `text ${i} has an unknown role: "${role}"`);
  return place;
}
