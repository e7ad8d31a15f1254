// The text of a message with its findings underlined in place. Text nodes only.

import type { HitReport, Kind, Severity } from "../engine/client.ts";
import { localized } from "../i18n/index.ts";
import { useApp } from "./context.ts";
import { moreUrgent } from "./marks.tsx";

/** A stretch of text under the same findings; `hits` are positions in the list of findings. */
export interface Segment {
  start: number;
  end: number;
  hits: number[];
}

/** Splits a text where findings begin and end, so that overlapping ones each keep their exact characters. */
export function segments(length: number, hits: readonly Pick<HitReport, "start" | "end">[]): Segment[] {
  const cuts = new Set([0, length]);
  for (const { start, end } of hits) {
    if (start < length) cuts.add(Math.max(0, start));
    if (end < length) cuts.add(Math.max(0, end));
  }
  const sorted = [...cuts].sort((a, b) => a - b);
  const found: Segment[] = [];
  for (let i = 0; i + 1 < sorted.length; i++) {
    const [start, end] = [sorted[i] ?? 0, sorted[i + 1] ?? 0];
    const over = hits.flatMap((hit, index) => (hit.start <= start && hit.end >= end && hit.start < hit.end ? [index] : []));
    const last = found.at(-1);
    if (last && last.hits.join() === over.join()) last.end = end;
    else found.push({ start, end, hits: over });
  }
  return found;
}

/** The position of the most urgent finding among `indices`. */
export function mostUrgent(hits: readonly Pick<HitReport, "severity">[], indices: readonly number[]): number {
  return indices.reduce((best, index) => {
    const [a, b] = [hits[index], hits[best]];
    return a && b && moreUrgent(a.severity, b.severity) ? index : best;
  }, indices[0] ?? 0);
}

interface Props {
  text: string;
  kind: Kind;
  hits: readonly HitReport[];
  /** Where to begin, so that the first finding is on screen in a short row. */
  from?: number;
  /** The finding that is being explained. */
  current?: number;
  onHit?: (index: number) => void;
}

export function MessageText({ text, kind, hits, from = 0, current, onHit }: Props) {
  const { t, e } = useApp();
  // Most sources write a placeholder such as "[picture]" themselves.
  const media = kind !== "text" && kind !== "system" && !/^[[<]/.test(text);
  return (
    <bdi class="words">
      {media && <span class="media">{t.results.media(e.kinds[kind])} </span>}
      {from > 0 && "…"}
      {segments(text.length, hits).map((segment) => {
        const part = text.slice(Math.max(segment.start, from), segment.end);
        if (!part) return null;
        return segment.hits.length ? <Hit key={segment.start} part={part} segment={segment} hits={hits} current={current} onHit={onHit} /> : part;
      })}
    </bdi>
  );
}

interface HitProps {
  part: string;
  segment: Segment;
  hits: readonly HitReport[];
  current: number | undefined;
  onHit: ((index: number) => void) | undefined;
}

function Hit({ part, segment, hits, current, onHit }: HitProps) {
  const { e, t } = useApp();
  const rules = useRuleTitles();
  const first = mostUrgent(hits, segment.hits);
  const severity: Severity = hits[first]?.severity ?? "S4";
  const label = [...new Set(segment.hits.map((index) => hits[index]).flatMap((hit) => (hit ? [`${rules(hit.rule)} (${e.severities[hit.severity]})`] : [])))].join(t.join);
  const open = () => onHit?.(first);
  return (
    <mark
      class={`hit ${severity}`}
      role={onHit && "button"}
      tabIndex={onHit && 0}
      aria-label={onHit && `${part}: ${label}`}
      aria-pressed={current === undefined ? undefined : segment.hits.includes(current)}
      title={label}
      onClick={(event) => {
        event.stopPropagation();
        open();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        event.stopPropagation();
        open();
      }}
    >
      {part}
    </mark>
  );
}

/** Titles of rules by id, in the language of the page. */
export function useRuleTitles(): (rule: string) => string {
  const { state, lang } = useApp();
  return (id) => {
    const title = state.rules.get(id)?.title;
    return title ? localized(lang, title) : id;
  };
}

/**
 * Where a short row begins, so that its first finding is seen: 0 where it is near the start.
 * `room` is how many characters surely fit.
 */
export function rowStart(text: string, hits: readonly HitReport[], room: number): number {
  const first = hits[0];
  if (!first || first.start < room * 0.6) return 0;
  const start = Math.max(0, first.start - Math.floor(room / 3));
  // Never between the two halves of a surrogate pair.
  const code = text.charCodeAt(start);
  return code >= 0xdc00 && code <= 0xdfff ? start - 1 : start;
}
