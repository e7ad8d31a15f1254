// Why a message is in the list: its words, the rule, what to do, how to say it, and when it is fine.

import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { HitReport, MessageRow, ViewRow } from "../engine/client.ts";
import { joined } from "../engine/texts.ts";
import { formatOffset, localized } from "../i18n/index.ts";
import { useApp } from "./context.ts";
import { CopyButton } from "./copy-button.tsx";
import { SeverityMark, SeverityShape } from "./marks.tsx";
import { MessageText, useRuleTitles } from "./message-text.tsx";
import { HitActions } from "./rules/hit-actions.tsx";

/** Messages shown before and after, at first and on request. */
const AROUND = { near: 1, far: 10 };

interface Props {
  row: ViewRow;
  hit: number;
  /** Whether the heading takes the focus. */
  focus: boolean;
  onHit: (hit: number) => void;
  onClose: () => void;
}

/** Beside the list where there is room, else a sheet over it. */
export function Explain(props: Props) {
  const { t, narrow } = useApp();
  const sheet = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => sheet.current?.showModal(), []);
  if (!narrow) {
    return (
      <aside class="explain" aria-label={t.explain.title}>
        <Content {...props} />
      </aside>
    );
  }
  return (
    <dialog ref={sheet} class="explain sheet" aria-label={t.explain.title} onClose={props.onClose}>
      <Content {...props} />
    </dialog>
  );
}

function Content({ row, hit, focus, onHit, onClose }: Props) {
  const { t, e, lang, state, time } = useApp();
  const titles = useRuleTitles();
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (focus) heading.current?.focus({ preventScroll: true });
  }, [focus, row.message]);
  const whole = useWhole(row);
  const current = whole.hits[hit] ?? whole.hits[0];
  const index = current ? whole.hits.indexOf(current) : 0;
  const rule = current && state.rules.get(current.rule);
  const w = t.explain;
  const conversation = state.report?.sources.flatMap((source) => source.conversations).find(({ id }) => id === row.conversation);
  return (
    <>
      <div class="head">
        <h2 ref={heading} tabIndex={-1}>
          {current ? titles(current.rule) : w.message}
        </h2>
        <button type="button" class="quiet" onClick={onClose}>
          {t.close}
        </button>
      </div>
      {current && <SeverityMark severity={current.severity} />}
      {whole.hits.length > 1 && <Findings hits={whole.hits} index={index} onHit={onHit} />}

      <blockquote aria-label={w.message}>
        <Around key={row.message} row={row}>
          <p class="who">
            <bdi>{row.sender ?? t.noSender}</bdi>
            {(row.role === "official" || row.role === "seller") && <span class="tag">{e.roles[row.role]}</span>}
          </p>
          <p class="muted">
            {row.time ? `${time(row.time)} ${formatOffset(row.time)}` : t.noTime}
            {conversation && (
              <>
                {" · "}
                <bdi>{conversation.title}</bdi>
              </>
            )}
          </p>
          <p class="full">
            <MessageText text={whole.text} kind={row.kind} hits={whole.hits} current={index} onHit={onHit} />
            {whole.cut && "…"}
          </p>
          {whole.cut && (
            <button type="button" class="secondary small" onClick={whole.load}>
              {w.expand}
            </button>
          )}
        </Around>
      </blockquote>

      <HitActions hit={current} text={whole.text} />

      {current && rule && (
        <>
          <section>
            <h3>{w.why}</h3>
            <p>
              {w.matched(current.matched)}
              {titles(current.rule)}
              {w.matchedEnd} {rule.speakers.length === 4 ? w.everyone : w.speakers(rule.speakers.map((role) => e.speakers[role]).join(t.join))}
            </p>
            {current.evasion && <p>{w.evasion}</p>}
          </section>
          {localized(lang, rule.action) && (
            <section>
              <h3>{w.todo}</h3>
              <p>{localized(lang, rule.action)}</p>
              {localized(lang, rule.owner) && <p class="muted">{w.owner(localized(lang, rule.owner))}</p>}
            </section>
          )}
          {localized(lang, rule.suggestion) && (
            <section>
              <div class="head">
                <h3>{w.wording}</h3>
                <CopyButton key={current.rule} text={localized(lang, rule.suggestion)} />
              </div>
              <p class="wording">{localized(lang, rule.suggestion)}</p>
            </section>
          )}
          {localized(lang, rule.exceptions) && (
            <section>
              <h3>{w.exceptions}</h3>
              <p>{localized(lang, rule.exceptions)}</p>
            </section>
          )}
          {localized(lang, rule.law) && (
            <section>
              <h3>{w.law}</h3>
              <p>{localized(lang, rule.law)}</p>
              <p class="muted">{w.lawHint}</p>
            </section>
          )}
        </>
      )}
      {!current && <p>{w.none}</p>}
    </>
  );
}

/** Every finding of the message, when there are several. */
function Findings({ hits, index, onHit }: { hits: HitReport[]; index: number; onHit: (hit: number) => void }) {
  const { t, e } = useApp();
  const titles = useRuleTitles();
  return (
    <ul class="findings" aria-label={t.explain.findings}>
      {hits.map((hit, i) => (
        <li key={`${hit.rule}:${hit.start}`}>
          <button type="button" class="chip" aria-pressed={i === index} onClick={() => onHit(i)}>
            <SeverityShape severity={hit.severity} />
            <span class="hidden">{e.severities[hit.severity]}</span> {titles(hit.rule)}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The text of a message; rows carry only the start of a long one, the rest comes on request with its findings. */
function useWhole(row: ViewRow) {
  const { session } = useApp();
  const [full, setFull] = useState<{ message: number; text: string; hits: HitReport[] } | null>(null);
  const load = async () => {
    const [message] = await session.ask("messages", [row.conversation, row.index, 1]);
    if (!message) return;
    const [scanned] = await session.ask("scan", [joined([{ text: message.text, role: row.role }])]);
    setFull({ message: row.message, text: message.text, hits: scanned?.hits ?? [] });
  };
  // Findings may all be beyond the cut.
  const blind = row.cut && row.hits.length === 0;
  useEffect(() => {
    if (blind) void load().catch(() => {});
  }, [row.message, blind]);
  const shown = full?.message === row.message ? { ...full, cut: false } : { text: row.text, hits: row.hits, cut: row.cut };
  return { ...shown, load: () => void load().catch(() => {}) };
}

/** A message between those before and after it, in their order. */
function Around({ row, children }: { row: ViewRow; children: ComponentChildren }) {
  const { t, session } = useApp();
  const [reach, setReach] = useState(AROUND.near);
  const [rows, setRows] = useState<MessageRow[]>([]);
  useEffect(() => {
    let live = true;
    const from = Math.max(0, row.index - reach);
    session.ask("messages", [row.conversation, from, row.index - from + reach + 1]).then((found) => live && setRows(found), () => {});
    return () => {
      live = false;
    };
  }, [reach]);
  return (
    <>
      <Neighbours rows={rows.filter(({ index }) => index < row.index)} />
      <div class="this">{children}</div>
      <Neighbours rows={rows.filter(({ index }) => index > row.index)} />
      {reach < AROUND.far && (
        <button type="button" class="quiet" onClick={() => setReach(AROUND.far)}>
          {t.explain.moreContext}
        </button>
      )}
    </>
  );
}

function Neighbours({ rows }: { rows: MessageRow[] }) {
  const { t, time } = useApp();
  return (
    <ul>
      {rows.map((row) => (
        <li key={row.index}>
          <span class="who">
            <bdi>{row.sender ?? t.noSender}</bdi> {row.time && <time dateTime={row.time}>{time(row.time, "short")}</time>}
          </span>
          <span class="clamp">
            <MessageText text={row.text} kind={row.kind} hits={[]} />
          </span>
        </li>
      ))}
    </ul>
  );
}
