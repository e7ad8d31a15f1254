// 写前自查: copy is checked as it is written, before anybody sees it.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Channel, CopyFinding, CopyFix, Product } from "../../engine/client.ts";
import { failureWords, formatNumber, localized } from "../../i18n/index.ts";
import { useApp, useFocusOnce } from "../context.ts";
import { moreUrgent } from "../marks.tsx";
import { Bill } from "./bill.tsx";
import { apply, common, moved, parted, safeFixes } from "./changes.ts";
import { MOST, useCheck } from "./check.ts";
import { Editor } from "./editor.tsx";
import { Finding } from "./finding.tsx";

const PRODUCTS: readonly Product[] = ["general", "food", "infant", "cosmetics", "health_food", "education", "finance"];
const CHANNELS: readonly Channel[] = ["group", "moments", "post", "live", "shop", "announcement"];
const LONG = 20_000;
const SHOWN = 60;
const MANY_LINES = 30;
/** Whoever listens hears the count when the typing rests. */
const REST_MS = 900;

/** The list beside the copy waits for a pause, so that writing stays light. */
const PAUSE_MS = 120;

/** A change that can be taken back: the text before and after it. */
interface Change {
  before: string;
  after: string;
  said: string;
}

export function CopyCheck() {
  const { t, lang, session } = useApp();
  const w = t.copy;
  const heading = useFocusOnce<HTMLHeadingElement>();
  const field = useRef<HTMLTextAreaElement>(null);
  const undo = useRef<HTMLButtonElement>(null);
  const [draft, setDraft] = useState(session.copyDraft);
  const [caret, setCaret] = useState(-1);
  const [change, setChange] = useState<Change | null>(null);
  const [limit, setLimit] = useState(SHOWN);
  const { text, product, channel } = draft;
  const check = useCheck(draft);
  const { answer, current, failure } = check;

  // Everything was forgotten meanwhile.
  useEffect(() => setDraft(session.copyDraft), [session.copyDraft]);
  const update = (part: Partial<typeof draft>) => {
    Object.assign(session.copyDraft, part);
    setDraft({ ...session.copyDraft });
  };

  const findings = useMemo(() => (answer ? moved(answer.report.findings, answer.text, text) : []), [answer, text]);
  const { problems, notes } = parted({ findings });
  const rules = useMemo(() => new Map(answer?.report.rules.map((rule) => [rule.id, rule])), [answer]);
  const safe = safeFixes(findings);
  const active = findings.findIndex(({ start, end }) => start <= caret && caret <= end);
  const blank = !text.trim();
  const titled = ({ rule }: CopyFinding) => {
    const known = rules.get(rule);
    return known ? localized(lang, known.title) : rule;
  };
  const worst = problems.reduce<CopyFinding | null>((worst, one) => (!worst || moreUrgent(one.severity, worst.severity) ? one : worst), null);
  const said = blank ? "" : failure ? failureWords(lang, failure).what : !answer ? w.checking : worst ? w.found(problems.length, worst.matched, titled(worst)) : notes.length ? w.onlyNotes(notes.length) : w.clean;

  /** Writes into the field as a person would, so that Ctrl+Z takes it back, and offers to do so. */
  const write = (after: string, words: string) => {
    if (!type(field.current, after)) update({ text: after });
    setChange({ before: text, after, said: words });
  };
  const fix = (one: Pick<CopyFix, "start" | "end" | "text">) => write(apply(text, [one]), one.text ? w.replaced(one.text) : w.removed(text.slice(one.start, one.end)));
  useLayoutEffect(() => {
    if (change) undo.current?.focus({ preventScroll: true });
  }, [change]);
  const show = ({ start, end }: CopyFinding) => {
    field.current?.focus({ preventScroll: true });
    field.current?.setSelectionRange(start, end);
    setCaret(start);
  };

  const listed = useRested(useMemo(() => ({ text, findings, rules }), [text, findings, rules]));
  const latest = useRef({ text, fix, show });
  latest.current = { text, fix, show };
  const here = findings[active];
  const list = useMemo(() => {
    // What is listed is of a moment ago: it moves with the text, or is gone.
    const now = (finding: CopyFinding, then: (finding: CopyFinding) => void) => moved([finding], listed.text, latest.current.text).forEach(then);
    const first = new Set<string>();
    return (
      listed.findings.length > 0 && (
        <ol class="findings" aria-label={w.list}>
          {listed.findings.slice(0, limit).map((finding) => {
            const isFirst = !first.has(finding.rule);
            first.add(finding.rule);
            return (
              <Finding
                key={`${finding.rule}:${finding.start}`}
                finding={finding}
                rule={listed.rules.get(finding.rule)}
                first={isFirst}
                active={finding.rule === here?.rule && finding.start === here.start}
                onFix={(fix) => now({ ...finding, fixes: [{ person: false, ...fix }] }, ({ fixes }) => fixes.forEach(latest.current.fix))}
                onShow={() => now(finding, latest.current.show)}
              />
            );
          })}
        </ol>
      )
    );
  }, [listed, limit, lang, here?.rule, here?.start]);

  return (
    <div class="screen copy">
      <h1 ref={heading} tabIndex={-1}>
        {w.title}
      </h1>
      <p class="lead">{blank ? w.intro : said}</p>
      <Announcement words={current ? said : ""} />
      <div class="row pickers">
        <span class="row">
          <label for="copy-product">{w.product}</label>
          <select id="copy-product" value={product} onChange={(event) => update({ product: event.currentTarget.value as Product })}>
            {PRODUCTS.map((one) => (
              <option key={one} value={one}>
                {w.products[one]}
              </option>
            ))}
          </select>
        </span>
        <span class="row">
          <label for="copy-channel">{w.channel}</label>
          <select id="copy-channel" value={channel} onChange={(event) => update({ channel: event.currentTarget.value as Channel })}>
            {CHANNELS.map((one) => (
              <option key={one} value={one}>
                {w.channels[one]}
              </option>
            ))}
          </select>
        </span>
      </div>
      <div class="desk">
        <div class="writing">
          <div class="row between">
            <label for="copy-text">{w.label}</label>
            <span class="row">
              <button
                type="button"
                class="secondary small"
                onClick={() => {
                  update({ product: "infant", channel: "post" });
                  write(w.example, w.exampleThere);
                }}
              >
                {w.exampleGo}
              </button>
              <button type="button" class="secondary small" disabled={!text} onClick={() => write("", w.cleared)}>
                {w.clear}
              </button>
            </span>
          </div>
          <Editor text={text} findings={findings} active={active} field={field} onText={(text) => update({ text })} onCaret={setCaret} />
          <p id="copy-hint" class="muted">
            {text.length > MOST ? w.tooLong(formatNumber(lang, MOST)) : text.length > LONG ? w.long(formatNumber(lang, text.length)) : w.characters(formatNumber(lang, text.length))}
            {findings[active] && ` · ${w.caret(findings[active].matched, titled(findings[active]))}`}
          </p>
        </div>
        <div class="answers">
          {failure && (
            <div class="notice warn row between" role="alert">
              <span>{failureWords(lang, failure).what}</span>
              <button type="button" class="secondary small" onClick={check.again}>
                {w.again}
              </button>
            </div>
          )}
          {change?.after === text && (
            <div class="notice row between">
              <span>{change.said}</span>
              <button
                ref={undo}
                type="button"
                class="secondary small"
                onClick={() => {
                  if (!type(field.current, change.before)) update({ text: change.before });
                  setChange(null);
                  field.current?.focus();
                }}
              >
                {w.undo}
              </button>
            </div>
          )}
          {!blank && safe.length > 0 && (
            <div class="row">
              <button type="button" class="primary" disabled={!current} onClick={() => write(apply(text, safe), w.allDone(safe.length))}>
                {w.all(safe.length)}
              </button>
              {problems.length > safe.length && <span class="muted">{w.rest(problems.length - safe.length)}</span>}
            </div>
          )}
          {list}
          {listed.findings.length > limit && (
            <button type="button" class="secondary" onClick={() => setLimit(limit + SHOWN)}>
              {w.more(listed.findings.length - limit)}
            </button>
          )}
          {!blank && current && answer && !failure && !problems.length && <Bill answer={answer} />}
          <p class="muted">{w.limits}</p>
        </div>
      </div>
    </div>
  );
}

/** A value once it has rested. */
function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

/** Replaces what differs; `false` where the browser does not let a page type. */
function type(field: HTMLTextAreaElement | null, after: string): boolean {
  if (!field) return false;
  const before = field.value;
  const { head, tail } = common(before, after);
  const words = after.slice(head, after.length - tail);
  // Putting in many lines like this takes seconds.
  if (words.split("\n").length > MANY_LINES) return false;
  field.focus({ preventScroll: true });
  field.setSelectionRange(head, before.length - tail);
  try {
    // The only way to change a field that its own undo knows of.
    return words ? document.execCommand("insertText", false, words) : document.execCommand("delete");
  } catch {
    return false;
  }
}

/** Says the result to whoever listens, once it has stood for a while. */
function Announcement({ words }: { words: string }) {
  const [heard, setHeard] = useState("");
  useEffect(() => {
    if (!words) return;
    const timer = setTimeout(() => setHeard(words), REST_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return (
    <p class="hidden" role="status">
      {heard}
    </p>
  );
}
