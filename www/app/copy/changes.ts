// Copy as it is changed: findings move with the text until the next check, and wordings are put in. No DOM here.

import type { CopyFinding, CopyFix } from "../../engine/client.ts";

interface Span {
  start: number;
  end: number;
}

/** How much of two texts is the same at the start and at the end; never half a character. */
export function common(before: string, after: string): { head: number; tail: number } {
  const least = Math.min(before.length, after.length);
  let head = 0;
  while (head < least && before[head] === after[head]) head++;
  if (isHigh(before, head - 1)) head--;
  let tail = 0;
  while (tail < least - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  if (tail && isHigh(before, before.length - tail - 1)) tail--;
  return { head, tail };
}

const isHigh = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xd800;

/** The findings of a text in a later one: moved where the change was before them, gone where it was in them. */
export function moved(findings: readonly CopyFinding[], before: string, after: string): readonly CopyFinding[] {
  if (before === after) return findings;
  const { head, tail } = common(before, after);
  const shift = after.length - before.length;
  const untouched = (span: Span) => span.end <= head || span.start >= before.length - tail;
  const at = <T extends Span>(span: T): T => (span.end <= head ? span : { ...span, start: span.start + shift, end: span.end + shift });
  return findings.filter(untouched).map((finding) => ({
    ...at(finding),
    exemption: finding.exemption && untouched(finding.exemption) ? at(finding.exemption) : finding.exemption,
    fixes: finding.fixes.filter(untouched).map((fix) => (fix.end === 0 ? fix : at(fix))),
  }));
}

/** The text with some wordings put in, which do not touch each other. */
export function apply(text: string, fixes: readonly Pick<CopyFix, "start" | "end" | "text">[]): string {
  return [...fixes].sort((a, b) => b.start - a.start).reduce((text, fix) => text.slice(0, fix.start) + fix.text + text.slice(fix.end), text);
}

/** The first wording of every problem that needs no person to decide; of those that touch, the first. */
export function safeFixes(findings: readonly CopyFinding[]): CopyFix[] {
  const chosen: CopyFix[] = [];
  for (const { exemption, fixes } of findings) {
    const [fix] = fixes;
    if (exemption || !fix || fix.person) continue;
    const same = (other: CopyFix) => other.start === fix.start && other.end === fix.end;
    const clash = (other: CopyFix) => same(other) || (other.start < fix.end && fix.start < other.end);
    if (!chosen.some(clash)) chosen.push(fix);
  }
  return chosen;
}

/** Problems, and notes: findings that an exemption may make fine. */
export function parted({ findings }: { findings: readonly CopyFinding[] }): { problems: CopyFinding[]; notes: CopyFinding[] } {
  return { problems: findings.filter(({ exemption }) => !exemption), notes: findings.filter(({ exemption }) => exemption) };
}
