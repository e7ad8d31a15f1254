// A line of an unknown layout: its words as things to tap, and a guess at who, when and what.

import type { MarkedLine } from "../engine/client.ts";

export type Field = "who" | "when" | "what";
export const FIELDS = ["who", "when", "what"] as const satisfies Field[];
export type Span = [number, number];

/** A run of one class of characters; spaces stand between tokens. */
export interface Token {
  start: number;
  end: number;
  text: string;
}

const RUN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+|\p{N}+|[\p{L}\p{M}_]+|\s+|(?:\p{Extended_Pictographic}[\u200d\ufe0f\u{1f3fb}-\u{1f3ff}]*)+|(?:(?!\p{Extended_Pictographic})[^\p{L}\p{M}\p{N}\s])+/gu;

const DATE = String.raw`(?:\d{4}|\d{2})\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}月\d{1,2}日|\d{1,2}[-/]\d{1,2}`;
const CLOCK = String.raw`(?:(?:上午|下午|凌晨|早上|中午|晚上|[AaPp][Mm])\s?)?(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:\.\d+)?)?|\d{1,2}\s?[hH时時点點]\s?\d{2}分?)(?:\s?[AaPp]\.?[Mm]\.?(?![A-Za-z]))?`;
const WEEKDAY = String.raw`(?:\s?[(（]?(?:星期|周)[一二三四五六日天][)）]?)?`;
const WHEN = new RegExp(`(?<![\\d:：])(?:(?:${DATE})${WEEKDAY}[T,，]?\\s*${CLOCK}|${CLOCK}[,，]?\\s+(?:${DATE})|(?:${DATE})${WEEKDAY}|${CLOCK})(?![\\d:：])`, "u");

/** Words with single spaces between them are one name only where they are capitalised, as in "Ann Lee". */
const NAME = /\p{Lu}[\p{L}\p{M}'’.-]*(?: \p{Lu}[\p{L}\p{M}'’.-]*)+|[^\s()（）[\]【】<>《》「」『』{}|｜#@:：,，;；、/\\"“”»→=~]+/gu;

/** Longest name, in UTF-16 units, that a guess makes. */
const LONGEST_NAME = 40;

/** The tokens of a line that can be marked. What looks like a date or a time is one of them. */
export function tokens(text: string): Token[] {
  const when = WHEN.exec(text);
  const [from, to] = when ? [when.index, when.index + when[0].length] : [text.length, text.length];
  const runs = (start: number, end: number) => [...text.slice(start, end).matchAll(RUN)].map(({ index, 0: run }) => ({ start: start + index, end: start + index + run.length, text: run }));
  return [...runs(0, from), { start: from, end: to, text: text.slice(from, to) }, ...runs(to, text.length)].filter((token) => token.text.trim());
}

export function unmarked(text: string): MarkedLine {
  return { text, who: null, when: null, what: null };
}

/** Marks what looks like a time, a name and words; `null` for what is not found. */
export function guess(text: string): MarkedLine {
  const line = unmarked(text);
  const found = WHEN.exec(text);
  line.when = found && [found.index, found.index + found[0].length];
  const colon = firstColon(text, line.when);
  // Without a colon the words are below the head, or behind it.
  const head: Span = [0, colon ?? text.length];
  line.who = nameIn(text, head, line.when);
  if (!line.who) return line;
  const behind = Math.max(line.who[1], line.when?.[1] ?? 0, colon === null ? 0 : colon + 1);
  line.what = wordsFrom(text, behind);
  return line;
}

/** The first lines of a text that are heads of messages of one shape, at most two, of different people if possible. */
export function guessHeads(lines: readonly string[]): MarkedLine[] {
  const heads = lines.map(guess).filter(({ who }) => who);
  const first = heads.find(({ when }) => when) ?? heads.find(({ what }) => what);
  if (!first) return [];
  const like = heads.filter((head) => head !== first && order(head) === order(first));
  const second = like.find((head) => wordsOf(head, "who") !== wordsOf(first, "who")) ?? like[0];
  return second ? wholeNames(first, second) : [first];
}

/** What stands between the name and the next field. */
function gap(line: MarkedLine): Span {
  const from = line.who?.[1] ?? 0;
  const next = [line.when?.[0], line.what?.[0]].filter((at) => at !== undefined && at >= from) as number[];
  return [from, Math.min(line.text.length, ...next)];
}

/** A name that has further words before the sign that follows at once in the other line goes on to that sign. */
function wholeNames(...lines: [MarkedLine, MarkedLine]): MarkedLine[] {
  const gaps = lines.map((line) => line.text.slice(...gap(line)));
  const [one = "", other = ""] = gaps;
  const extra = (long: string, short: string) => (long.length > short.length && long.endsWith(short) ? long.slice(0, long.length - short.length) : "");
  const extras = [extra(one, other), extra(other, one)];
  return lines.map((line, i) => (line.who && /^\s[\s\p{L}]+$/u.test(extras[i] ?? "") ? { ...line, who: [line.who[0], line.who[1] + (extras[i]?.length ?? 0)] } : line));
}

export function wordsOf(line: MarkedLine, field: Field): string {
  const span = line[field];
  return span ? line.text.slice(...span) : "";
}

/** Which fields are marked, from the left. */
export function order(line: MarkedLine): string {
  const marked = FIELDS.flatMap((field) => (line[field] ? [{ field, at: line[field][0] }] : []));
  return marked
    .sort((a, b) => a.at - b.at)
    .map(({ field }) => field)
    .join(" ");
}

/**
 * Marks a token as part of a field. One outside of the field's span extends it, one at an end of it is taken out, and one
 * within it becomes all of it. Other fields give way.
 */
export function mark(line: MarkedLine, field: Field, token: Token): MarkedLine {
  const span = line[field];
  const inside = tokens(line.text).filter(({ start, end }) => span && start >= span[0] && end <= span[1]);
  let next: Span | null = [token.start, token.end];
  if (span && (token.end <= span[0] || token.start >= span[1])) next = [Math.min(span[0], token.start), Math.max(span[1], token.end)];
  else if (inside.length === 1) next = null;
  else if (token.start === inside[0]?.start) next = [inside[1]?.start ?? token.start, inside.at(-1)?.end ?? token.end];
  else if (token.end === inside.at(-1)?.end) next = [inside[0]?.start ?? token.start, inside.at(-2)?.end ?? token.end];
  const marked = { ...line, [field]: next };
  for (const other of FIELDS) {
    const theirs = marked[other];
    if (other !== field && next && theirs && theirs[0] < next[1] && next[0] < theirs[1]) marked[other] = rest(line.text, theirs, next);
  }
  return marked;
}

/** What is left of a span that another takes a part of; `null` where it takes the middle or all. */
function rest(text: string, span: Span, taken: Span): Span | null {
  const left = tokens(text).filter(({ start, end }) => start >= span[0] && end <= span[1] && (end <= taken[0] || start >= taken[1]));
  const [first, last] = [left[0], left.at(-1)];
  if (!first || !last || (first.end <= taken[0] && last.start >= taken[1])) return null;
  return [first.start, last.end];
}

/** The first colon outside of the time. */
function firstColon(text: string, when: Span | null): number | null {
  for (const { index } of text.matchAll(/[:：]/g)) if (!when || index < when[0] || index >= when[1]) return index;
  return null;
}

/**
 * The run of words that is most likely a name: before a colon the longest, else the first; rather one in angle brackets or
 * behind an @ than one in other brackets, which hold levels and numbers, or one that begins with a digit.
 */
function nameIn(text: string, [from, to]: Span, when: Span | null): Span | null {
  let best: Span | null = null;
  let bestScore = -Infinity;
  let before = 0;
  for (const match of text.slice(from, to).matchAll(NAME)) {
    const [name] = match;
    const span: Span = [from + match.index, from + match.index + name.length];
    if (when && span[0] < when[1] && when[0] < span[1]) continue;
    if (!/\p{L}/u.test(name) || name.length > LONGEST_NAME) continue;
    const sign = text.slice(0, span[0]).trimEnd().at(-1) ?? "";
    const score = (to < text.length ? name.length : -before) + ("<《「@".includes(sign) && sign ? 100 : "[【(（".includes(sign) && sign ? -100 : 0) - (/^\p{N}/u.test(name) ? 100 : 0);
    if (score > bestScore || (score === bestScore && to < text.length)) [best, bestScore] = [span, score];
    before++;
  }
  return best;
}

/** Words from a place on, without the signs before them. */
function wordsFrom(text: string, from: number): Span | null {
  const lead = /^[^\p{L}\p{N}\p{Extended_Pictographic}]*/u.exec(text.slice(from))?.[0] ?? "";
  // A bracket that opens before the words belongs to them.
  const start = from + lead.replace(/[[【(（<《「“"]+$/u, "").length;
  const end = text.trimEnd().length;
  return start < end && /[\p{L}\p{N}]/u.test(text.slice(start, end)) ? [start, end] : null;
}
