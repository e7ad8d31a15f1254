// The messages: any number of rows, of which only those on screen exist.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ViewRow } from "../engine/client.ts";
import { useApp } from "./context.ts";
import { SeverityShape } from "./marks.tsx";
import { MessageText, mostUrgent, rowStart, useRuleTitles } from "./message-text.tsx";
import type { Rows } from "./rows.ts";
import { ScrollMap } from "./scroll-map.ts";

/** Height of a row, px: fixed, so that a position is a multiplication. */
const ROW = { wide: 92, narrow: 116 };
/** Rows drawn beyond each edge. */
const BEYOND = 3;

interface Props {
  rows: Rows;
  /** Position of the row that the keyboard is on. */
  active: number;
  /** Changes when the active row must be brought on screen. */
  reveal: number;
  onActive: (position: number) => void;
  /** `focus`: from the keyboard, so the focus goes along. */
  onOpen: (position: number, hit: number | null, focus: boolean) => void;
}

export function MessageList({ rows, active, reveal, onActive, onOpen }: Props) {
  const { t, narrow } = useApp();
  const list = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ height: 0, width: 0 });
  const [top, setTop] = useState(0);
  const height = narrow ? ROW.narrow : ROW.wide;
  const map = useMemo(() => new ScrollMap(rows.count * height, view.height), [rows, height, view.height]);

  const move = (pixel: number) => {
    const to = map.to(pixel);
    if (list.current) list.current.scrollTop = to.scrollTop;
    setTop(to.top);
  };
  // A new map starts where the list stands, or at the top for other rows.
  const shown = useRef(rows);
  useLayoutEffect(() => {
    move(shown.current === rows ? top : 0);
    shown.current = rows;
  }, [map]);

  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const measure = () => setView({ height: element.clientHeight, width: element.clientWidth });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    if (!view.height) return;
    const start = active * height;
    const above = top - start;
    const below = start + height - top - view.height;
    // One step scrolls by as much as is needed; a jump brings what stands around the row along.
    if (Math.max(above, below) > 2 * height) move(start - (view.height - height) / 2);
    else if (above > 0) move(start);
    else if (below > 0) move(start + height - view.height);
  }, [active, reveal, map]);

  const first = Math.max(0, Math.floor(top / height) - BEYOND);
  const last = Math.min(rows.count, Math.ceil((top + view.height) / height) + BEYOND) - 1;
  useEffect(() => rows.want(first, last));
  useKeepFocus(list, first, last);

  const page = Math.max(1, Math.floor(view.height / height) - 1);
  const keys: Record<string, number> = { ArrowUp: active - 1, ArrowDown: active + 1, PageUp: active - page, PageDown: active + page, Home: 0, End: rows.count - 1 };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = keys[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (to !== undefined) {
      event.preventDefault();
      onActive(Math.min(rows.count - 1, Math.max(0, to)));
    } else if (event.key === "Enter" && event.target === list.current) {
      event.preventDefault();
      onOpen(active, null, true);
    }
  };

  const positions = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  return (
    <>
      <div
        ref={list}
        class="messages"
        role="grid"
        tabIndex={0}
        aria-label={t.results.listLabel(rows.count)}
        aria-rowcount={rows.count}
        aria-activedescendant={active >= first && active <= last ? `row-${active}` : undefined}
        onKeyDown={onKeyDown}
        onScroll={(event) => {
          const now = map.scrolled(event.currentTarget.scrollTop);
          if (Math.abs(now.scrollTop - event.currentTarget.scrollTop) >= 1) event.currentTarget.scrollTop = now.scrollTop;
          setTop(now.top);
        }}
      >
        <div class="space" role="presentation" style={{ height: `${map.height}px` }}>
          {positions.map((position) => (
            <Row
              key={position}
              position={position}
              row={rows.at(position)}
              active={position === active}
              y={position * height - map.offset}
              height={height}
              room={Math.floor((view.width - 32) / 16) * 2}
              onOpen={onOpen}
            />
          ))}
        </div>
      </div>
      {rows.failed && (
        <div class="notice warn" role="alert">
          {t.results.failed}{" "}
          <button type="button" class="secondary" onClick={() => rows.retry()}>
            {t.retry}
          </button>
        </div>
      )}
    </>
  );
}

/** Scrolling may take the focused highlight away; the list keeps the focus then. */
function useKeepFocus(list: { current: HTMLElement | null }, first: number, last: number) {
  const focused = useRef<Element | null>(null);
  const root = list.current?.getRootNode();
  const now = root instanceof ShadowRoot ? root.activeElement : null;
  focused.current = now && list.current?.contains(now) ? now : null;
  useLayoutEffect(() => {
    if (focused.current && !focused.current.isConnected) list.current?.focus({ preventScroll: true });
  }, [first, last]);
}

interface RowProps {
  position: number;
  row: ViewRow | undefined;
  active: boolean;
  y: number;
  height: number;
  /** How many characters surely fit. */
  room: number;
  onOpen: Props["onOpen"];
}

function Row({ position, row, active, y, height, room, onOpen }: RowProps) {
  const { t, e, state, time } = useApp();
  const titles = useRuleTitles();
  const [many, style] = useScope();
  const place = { transform: `translateY(${y}px)`, height: `${height}px` };
  if (!row) {
    return (
      <div id={`row-${position}`} class="message" role="row" aria-rowindex={position + 1} style={place} onClick={() => onOpen(position, null, false)}>
        <span role="gridcell" class="muted">
          {t.results.loading}
        </span>
      </div>
    );
  }
  const found = row.hits[mostUrgent(row.hits, [...row.hits.keys()])];
  const others = new Set(row.hits.map((hit) => hit.rule)).size - 1;
  const title = many ? state.report?.sources.flatMap((source) => source.conversations).find(({ id }) => id === row.conversation)?.title : undefined;
  return (
    <div
      id={`row-${position}`}
      class={`message${active ? " active" : ""}${row.kind === "system" ? " system" : ""}`}
      role="row"
      aria-rowindex={position + 1}
      aria-selected={active}
      style={place}
      onClick={() => onOpen(position, null, false)}
    >
      <span role="gridcell" class="time">
        {row.time ? <time dateTime={row.time}>{time(row.time, style)}</time> : t.noTime}
      </span>
      <span role="gridcell" class="who">
        <bdi>{row.sender ?? t.noSender}</bdi>
        {(row.role === "official" || row.role === "seller") && <span class="tag">{e.roles[row.role]}</span>}
        {title && <span class="place">{title}</span>}
      </span>
      <span role="gridcell" class="found">
        {found && (
          <span class={`severity ${found.severity}`}>
            <SeverityShape severity={found.severity} />
            <span class="hidden">{e.severities[found.severity]}</span>
            <span class="name">{titles(found.rule)}</span>
          </span>
        )}
        {!found && row.cut && <span class="muted name">{t.results.long}</span>}
        {others > 0 && (
          <span class="muted others" title={t.results.moreRules(others)}>
            <span aria-hidden="true">+{others}</span>
            <span class="hidden">{t.results.moreRules(others)}</span>
          </span>
        )}
      </span>
      <span role="gridcell" class="text">
        <span class="clamp">
          <MessageText text={row.text} kind={row.kind} hits={row.hits} from={rowStart(row.text, row.hits, room)} onHit={(hit) => onOpen(position, hit, true)} />
        </span>
      </span>
    </div>
  );
}

/** Whether rows must name their conversation, and how much of the date they need. */
export function useScope(): [many: boolean, style: "short" | "long"] {
  const { state } = useApp();
  return useMemo(() => {
    const conversations = state.report?.sources.flatMap((source) => source.conversations) ?? [];
    const years = new Set(conversations.flatMap(({ first, last }) => [first?.slice(0, 4), last?.slice(0, 4)]).filter(Boolean));
    return [conversations.length > 1, years.size > 1 ? "long" : "short"];
  }, [state.report]);
}
