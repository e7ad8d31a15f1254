// Screen 4: the answer, what to do first, the findings by rule and by person, and the messages themselves.

import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import type { ScanReport, ViewFilter, ViewRow } from "../engine/client.ts";
import { elapsed, localized } from "../i18n/index.ts";
import { useApp, useFocusOnce } from "./context.ts";
import { Explain } from "./explain.tsx";
import { Facets } from "./facets.tsx";
import { Filters } from "./filters.tsx";
import { Keys } from "./keys.tsx";
import { SeverityMark } from "./marks.tsx";
import { MessageList } from "./message-list.tsx";
import { MessageText, mostUrgent, useRuleTitles } from "./message-text.tsx";
import { NO_FILTER, Rows } from "./rows.ts";
import { UndoNotice } from "./rules/undo.tsx";

/** What the explanation is about. */
interface Open {
  position: number;
  row: ViewRow;
  /** Position among the findings of the row. */
  hit: number;
  /** `true` where the focus goes along: opened from the keyboard, not followed with the arrows. */
  focus: boolean;
}

/** Where one stood before the chats were looked through again. */
interface Stand {
  filter: ViewFilter;
  message: number | null;
  position: number;
}

export function Results() {
  const { t, state } = useApp();
  const { scan } = state;
  const last = useRef<Stand | null>(null);
  const heading = useFocusOnce<HTMLHeadingElement>();
  if (!scan) return null;
  const counts = { S1: 0, S2: 0, S3: 0, S4: 0, ...scan.by_severity };
  const chats = scan.by_conversation.length;
  return (
    <div class="screen results">
      <h1 ref={heading} tabIndex={-1}>
        {scan.hits ? t.results.answer(chats, scan.messages, counts) : t.results.clean(chats, scan.messages)}
      </h1>
      <p class="muted">{scan.hits ? t.results.hint : t.results.cleanHint}</p>
      {scan.exempted > 0 && <p class="muted">{t.rules.exempted(scan.exempted)}</p>}
      <UndoNotice />
      <Board key={state.generation} scan={scan} last={last} />
    </div>
  );
}

function Board({ scan, last }: { scan: ScanReport; last: { current: Stand | null } }) {
  const { t, session, narrow } = useApp();
  const [filter, setFilter] = useState<ViewFilter>(last.current?.filter ?? { ...NO_FILTER, hits_only: scan.hits > 0 });
  const [rows, setRows] = useState<Rows | null>(null);
  const [first, setFirst] = useState<ViewRow | null>(null);
  const [active, setActive] = useState({ position: 0, reveal: 0 });
  const [open, setOpen] = useState<Open | null>(null);
  const [keys, setKeys] = useState(false);
  const [, redraw] = useReducer<number, void>((n) => n + 1, 0);
  const list = useRef<HTMLDivElement>(null);
  /** The message to stand on after the view changes. */
  const keep = useRef<number | null>(last.current?.message ?? null);
  const again = useRef(last.current !== null);
  const stood = useRef(last.current?.position ?? 0).current;
  last.current = { filter, position: rows ? active.position : (last.current?.position ?? 0), message: open?.row.message ?? rows?.at(active.position)?.message ?? last.current?.message ?? null };

  const worst = scan.by_rule[0];
  // The engine has one view, so this is done before the first one is chosen below.
  const looked = useRef<Promise<void>>(Promise.resolve());
  useEffect(() => {
    if (worst) looked.current = Rows.latest(session, { ...NO_FILTER, rule: worst.rule }, worst.last).then((row) => setFirst(row ?? null), () => {});
  }, []);
  useEffect(() => {
    let live = true;
    let mine: Rows | null = null;
    const select = async () => {
      await looked.current;
      if (!live) return;
      const made = (mine = await Rows.select(session, filter, redraw));
      const found = keep.current === null ? 0 : await made.find(keep.current);
      keep.current = null;
      if (!live) return made.end();
      // After a change of the rules one stays where one was, also where the message itself is gone from the list.
      const position = found < 0 && again.current ? Math.min(stood, made.count - 1) : found;
      setRows(made);
      setActive(({ reveal }) => ({ position: Math.max(0, position), reveal: reveal + 1 }));
      if (again.current) requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(".messages")?.focus({ preventScroll: true }));
      again.current = false;
    };
    // What can go wrong here is shown by the session itself.
    select().catch(() => {});
    return () => {
      live = false;
      mine?.end();
    };
  }, [filter]);

  const change = (part: Partial<ViewFilter>) => {
    if (open && part.hits_only !== undefined) keep.current = open.row.message;
    else setOpen(null);
    setFilter((old) => ({ ...old, ...part }));
  };
  const show = async (position: number, hit: number | null, focus: boolean) => {
    setActive(({ reveal }) => ({ position, reveal: reveal + 1 }));
    const row = await rows?.load(position);
    if (row) setOpen({ position, row, hit: hit ?? chosenHit(row, filter.rule), focus });
  };
  const jump = (step: 1 | -1) => {
    const to = rows?.hitFrom(active.position, step) ?? -1;
    if (to < 0) return;
    stand(to);
  };
  /** Moves to a row; an open explanation follows. */
  const stand = (position: number) => {
    if (open) void show(position, null, false);
    else setActive(({ reveal }) => ({ position, reveal: reveal + 1 }));
  };
  const close = () => {
    setOpen(null);
    list.current?.querySelector<HTMLElement>(".messages")?.focus({ preventScroll: true });
  };
  const goFirst = async () => {
    if (!first || !rows) return;
    list.current?.scrollIntoView({ block: "start" });
    const position = await rows.find(first.message).catch(() => -1);
    if (position >= 0) return show(position, null, true);
    keep.current = first.message;
    setFilter({ ...NO_FILTER, hits_only: true });
    setOpen({ position: 0, row: first, hit: chosenHit(first, worst?.rule ?? null), focus: true });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const typing = event.target instanceof Element && event.target.closest("input:not([type=checkbox]), select, textarea");
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || typing || keys) return;
    const act = { j: () => jump(1), k: () => jump(-1), "?": () => setKeys(true), escape: open ? close : undefined }[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  };

  return (
    <div class={`board${open ? " explaining" : ""}${scan.hits ? "" : " clean"}`} onKeyDown={onKeyDown}>
      {worst && first && <First row={first} scan={scan} onOpen={() => void goFirst()} />}
      <Facets
        filter={filter}
        onFilter={(part) => {
          change(part);
          // In one column the messages are below the entry that was pressed.
          if (narrow) list.current?.scrollIntoView({ block: "start" });
        }}
      />
      <section class="list-pane" ref={list} aria-labelledby="list-title">
        <div class="row between">
          <h2 id="list-title">{t.results.list}</h2>
          <span class="row">
            {scan.hits > 0 && (
              <>
                <button type="button" class="quiet" aria-keyshortcuts="K" onClick={() => jump(-1)}>
                  {t.results.previous} <kbd>K</kbd>
                </button>
                <button type="button" class="quiet" aria-keyshortcuts="J" onClick={() => jump(1)}>
                  {t.results.next} <kbd>J</kbd>
                </button>
              </>
            )}
            <button type="button" class="quiet" aria-keyshortcuts="?" onClick={() => setKeys(true)}>
              {t.results.keys} <kbd>?</kbd>
            </button>
          </span>
        </div>
        <Filters filter={filter} count={rows?.count ?? null} onFilter={change} />
        {rows && rows.count > 0 && <MessageList rows={rows} active={active.position} reveal={active.reveal} onActive={stand} onOpen={(...what) => void show(...what)} />}
        {rows?.count === 0 && (
          <div class="empty">
            <p>{t.results.empty}</p>
            <button type="button" class="secondary" onClick={() => change({ ...NO_FILTER })}>
              {t.results.clear}
            </button>
          </div>
        )}
        <p class="muted note">{t.results.search}</p>
      </section>
      {open && <Explain key={narrow ? "sheet" : "side"} row={open.row} hit={open.hit} focus={open.focus} onHit={(hit) => setOpen({ ...open, hit })} onClose={close} />}
      {keys && <Keys onClose={() => setKeys(false)} />}
    </div>
  );
}

/** The finding to explain: one of the rule that was filtered by, else the most urgent. */
function chosenHit({ hits }: ViewRow, rule: string | null): number {
  const asked = hits.findIndex((hit) => hit.rule === rule);
  return asked >= 0 ? asked : mostUrgent(hits, [...hits.keys()]);
}

/** The one finding to look at before all others. */
function First({ row, scan, onOpen }: { row: ViewRow; scan: ScanReport; onOpen: () => void }) {
  const { t, lang, state, time } = useApp();
  const titles = useRuleTitles();
  const count = scan.by_rule[0];
  if (!count) return null;
  const rule = state.rules.get(count.rule);
  const ago = row.time ? elapsed(row.time, Date.now()) : null;
  const hits = row.hits.filter((hit) => hit.rule === count.rule);
  return (
    <section class={`first ${count.severity}`} aria-labelledby="first-title">
      <div class="head">
        <h2 id="first-title">{t.results.firstTitle}</h2>
        <SeverityMark severity={count.severity} />
      </div>
      <p>{t.results.firstWhy(titles(count.rule), count.messages, count.people, row.time !== null && row.time === count.last)}</p>
      <blockquote>
        <p class="who">
          <bdi>{row.sender ?? t.noSender}</bdi> <span class="muted">{row.time && ago ? t.results.ago(ago.hours, ago.minutes, time(row.time, "short")) : time(row.time)}</span>
        </p>
        <p class="clamp">
          <MessageText text={row.text} kind={row.kind} hits={hits} onHit={onOpen} />
        </p>
      </blockquote>
      {rule && (
        <p>
          <strong>{t.results.firstTodo}</strong> {localized(lang, rule.action)}
        </p>
      )}
      <button type="button" class="primary" onClick={onOpen}>
        {t.results.firstGo}
      </button>
    </section>
  );
}
