// Lines that look like a table: the same sign parts each of them into as many cells.

import type { TableReport } from "../engine/client.ts";

const SIGNS = ["\t", ",", ";", "|"] as const;
const SHOWN = 5;
const MOST_TITLES = 5;
const MOST_COLUMNS = 64;
const LONGEST_CELL = 80;

/** `true` for JSON and XML, whose lines say nothing by themselves. */
export function isForPrograms([first = ""]: readonly string[]): boolean {
  return /^\s*(?:\{|\[\s*(?:$|[{["\]])|<[?!a-z])/i.test(first);
}

/** The table that lines of text make; `null` where they make none. */
export function tableIn(lines: readonly string[]): TableReport | null {
  if (isForPrograms(lines)) return null;
  for (const sign of SIGNS) {
    const parted = lines.slice(0, MOST_TITLES + SHOWN + 1).map((line) => cells(line, sign));
    // Titles stand above the header, alone in their rows.
    const at = parted.findIndex((row) => row.filter(Boolean).length > 1);
    const [header = [], ...rows] = at < 0 || at > MOST_TITLES ? [] : parted.slice(at, at + SHOWN + 1);
    if (!rows.length) continue;
    // Words may hold the sign too, so that a row may be wider than the header; two columns may be chance.
    const fits = header.length >= 3 && header.every((cell) => cell.length <= 40) && rows.every((row) => row.length === header.length || (sign === "," && row.length > header.length));
    if (fits) return { header, rows: rows.map((row) => row.slice(0, header.length)), columns: {} };
  }
  return null;
}

/** A line in cells, quotes undone (RFC 4180). */
function cells(line: string, sign: string): string[] {
  const found: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i] ?? "";
    if (c === '"' && quoted && line[i + 1] === '"') cell += line[++i];
    else if (c === '"' && (quoted || cell === "")) quoted = !quoted;
    else if (c === sign && !quoted) (found.push(cell), (cell = ""));
    else cell += c;
  }
  found.push(cell);
  return found.slice(0, MOST_COLUMNS).map((text) => text.trim().slice(0, LONGEST_CELL));
}
