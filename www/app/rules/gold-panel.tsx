// Two hundred lines of one's own, judged one by one from the keyboard, and what that says about the rules.

import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { GoldItem } from "../../engine/client.ts";
import { useApp } from "../context.ts";
import { MessageText, useRuleTitles } from "../message-text.tsx";
import { exported, foundIn, labelsOf, type Gold } from "./gold.ts";
import { GoldScore } from "./gold-score.tsx";
import { SaveText } from "./save.tsx";
import { RuleOptions } from "./word-form.tsx";

const LINES = 200;

export function GoldPanel() {
  const { t, session, state } = useApp();
  const [asking, setAsking] = useState(false);
  const { gold } = state;
  const w = t.rules.gold;
  // Rules may have changed since the last look.
  useEffect(() => {
    const now = session.state.gold;
    if (now?.labels.size) void score(now);
  }, [state.generation]);
  const score = async (next: Gold) => {
    session.setGold(next);
    const report = await session.ask("goldScore", [labelsOf(next)]);
    if (session.state.gold?.labels === next.labels) session.setGold({ ...session.state.gold, report });
  };
  const start = async (seed: number) => {
    const sample = await session.ask("goldSample", [LINES, seed]);
    session.setGold({ sample, at: 0, labels: new Map(), report: null });
  };
  if (!state.scan) {
    return (
      <section class="card">
        <p>{w.lead}</p>
        <p>
          {w.needChats}{" "}
          <button type="button" class="quiet" onClick={() => session.go("chats")}>
            {t.places.chats}
          </button>
        </p>
      </section>
    );
  }
  if (!gold) {
    return (
      <section class="card">
        <p>{w.lead}</p>
        <p class="muted">{w.how}</p>
        <div class="actions">
          <button type="button" class="primary" onClick={() => void start(1).catch(() => {})}>
            {w.start(Math.min(LINES, state.scan.messages))}
          </button>
        </div>
      </section>
    );
  }
  const judge = (item: GoldItem, right: string[]) => {
    const labels = new Map([...gold.labels, [item.row.message, right] as const]);
    void score({ ...gold, labels, at: Math.min(gold.sample.items.length, gold.at + 1) }).catch(() => {});
  };
  const move = (step: number) => session.setGold({ ...gold, at: Math.max(0, Math.min(gold.sample.items.length, gold.at + step)) });
  return (
    <div class="gold">
      <section class="card">
        <Progress gold={gold} />
        <Line key={gold.at} gold={gold} onJudge={judge} onMove={move} />
        {asking ? (
          <div class="ask">
            <span>{w.againAsk}</span>
            <button type="button" class="danger" onClick={() => (setAsking(false), void start(Date.now() % 0x1_0000_0000).catch(() => {}))}>
              {w.againYes}
            </button>
            <button type="button" class="secondary" onClick={() => setAsking(false)}>
              {w.againNo}
            </button>
          </div>
        ) : (
          <p>
            <button type="button" class="quiet" onClick={() => setAsking(true)}>
              {w.again}
            </button>
          </p>
        )}
      </section>
      <section class="card">
        <GoldScore report={gold.report} />
        {gold.labels.size > 0 && <Export gold={gold} />}
      </section>
    </div>
  );
}

function Progress({ gold }: { gold: Gold }) {
  const { t } = useApp();
  const w = t.rules.gold;
  const [done, all] = [gold.labels.size, gold.sample.items.length];
  return (
    <div class="row between">
      <span role="status">{w.progress(done, all)}</span>
      <progress aria-label={w.bar} value={done} max={all || 1} />
    </div>
  );
}

interface LineProps {
  gold: Gold;
  onJudge: (item: GoldItem, right: string[]) => void;
  onMove: (step: 1 | -1) => void;
}

function Line({ gold, onJudge, onMove }: LineProps) {
  const { t, state, time } = useApp();
  const titles = useRuleTitles();
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const pick = useRef<HTMLSelectElement>(null);
  const item = gold.sample.items[gold.at];
  const before = item && gold.labels.get(item.row.message);
  const found = item ? foundIn(item) : [];
  const [right, setRight] = useState<readonly string[]>(before?.length ? before.filter((rule) => found.includes(rule)) : found);
  const [missed, setMissed] = useState(before?.find((rule) => !found.includes(rule)) ?? "");
  const w = t.rules.gold;
  // The next line takes the focus, so that the keys go on working; not the first one, before anything was answered.
  useEffect(() => {
    if (gold.labels.size || gold.at) place.current?.focus({ preventScroll: true });
  }, []);
  if (!item) {
    return (
      <div ref={place} tabIndex={-1}>
        <p>
          <strong>{w.done}</strong>
        </p>
        <button type="button" class="secondary" onClick={() => onMove(-1)}>
          {w.back}
        </button>
      </div>
    );
  }
  const { row } = item;
  const yes = () => {
    const all = [...(found.length ? right : []), ...(missed ? [missed] : [])];
    if (all.length) onJudge(item, all);
    else pick.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const typing = event.target instanceof Element && event.target.closest("select, input:not([type=checkbox])");
    if (typing || event.altKey || event.ctrlKey || event.metaKey) return;
    const act = { "1": yes, "0": () => onJudge(item, []), ArrowLeft: () => onMove(-1), ArrowRight: () => onMove(1) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  const conversation = state.report?.sources.flatMap((source) => source.conversations).find((one) => one.id === row.conversation);
  const rules = [...state.rules.values()].filter((rule) => !found.includes(rule.id));
  return (
    <div ref={place} class="judge" tabIndex={-1} role="group" aria-label={w.progress(gold.at + 1, gold.sample.items.length)} onKeyDown={onKeyDown}>
      <blockquote>
        <p class="who">
          <bdi>{row.sender ?? t.noSender}</bdi> <span class="muted">{time(row.time, "short")}</span> {conversation && <bdi class="muted">{conversation.title}</bdi>}
        </p>
        <p class="full">
          <MessageText text={row.text} kind={row.kind} hits={row.hits} />
        </p>
      </blockquote>
      {before && <p class="muted">{w.marked}</p>}
      {found.length > 0 ? (
        <fieldset>
          <legend>{w.found}</legend>
          {found.map((rule) => (
            <label key={rule} class="tick">
              <input type="checkbox" checked={right.includes(rule)} onChange={(event) => setRight(event.currentTarget.checked ? [...right, rule] : right.filter((other) => other !== rule))} />
              {titles(rule)}
            </label>
          ))}
          {found.length > 1 && <p class="muted">{w.partly}</p>}
        </fieldset>
      ) : (
        <p>
          <strong>{w.notFound}</strong>
        </p>
      )}
      <div class="actions">
        {found.length > 0 && (
          <button type="button" class="primary" aria-keyshortcuts="1" onClick={yes}>
            {w.yes} <kbd>1</kbd>
          </button>
        )}
        <button type="button" class={found.length ? "secondary" : "primary"} aria-keyshortcuts="0" onClick={() => onJudge(item, [])}>
          {found.length ? w.no : w.noShould} <kbd>0</kbd>
        </button>
      </div>
      <div class="row">
        <label for={`${id}-rule`}>{w.should}</label>
        <select ref={pick} id={`${id}-rule`} value={missed} onChange={(event) => {
          const rule = event.currentTarget.value;
          setMissed(rule);
          if (rule && !found.length) onJudge(item, [rule]);
        }}>
          <option value="">{w.shouldPick}</option>
          <RuleOptions rules={rules} />
        </select>
      </div>
      <div class="row">
        <button type="button" class="quiet" disabled={gold.at === 0} onClick={() => onMove(-1)}>
          ← {w.back}
        </button>
        <button type="button" class="quiet" onClick={() => onMove(1)}>
          {w.skip} →
        </button>
        <span class="muted">{w.keys}</span>
      </div>
    </div>
  );
}

function Export({ gold }: { gold: Gold }) {
  const { t } = useApp();
  const [text, setText] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const w = t.rules.gold;
  useEffect(() => setText(null), [gold.labels]);
  return (
    <div class="export">
      <div class="row">
        <strong>{w.export}</strong>
        <button type="button" class="secondary small" onClick={() => setText(exported(gold, false))}>
          {w.exportPlain}
        </button>
        {!asking && (
          <button type="button" class="quiet" onClick={() => setAsking(true)}>
            {w.exportText}
          </button>
        )}
      </div>
      {asking && (
        <div class="ask">
          <span>{w.exportTextAsk}</span>
          <button type="button" class="danger" onClick={() => (setAsking(false), setText(exported(gold, true)))}>
            {w.exportTextYes}
          </button>
          <button type="button" class="secondary" onClick={() => setAsking(false)}>
            {w.exportTextNo}
          </button>
        </div>
      )}
      {text !== null && <SaveText name="qunzhen-gold.json" text={text} />}
    </div>
  );
}
