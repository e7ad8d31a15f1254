// A layout that nobody knows: who, when and what are marked in one line or two, and the file is read by them.

import { useRef, useState } from "preact/hooks";
import type { MarkedLine } from "../engine/client.ts";
import { useApp } from "./context.ts";
import { keepFocus } from "./focus.ts";
import { FIELDS, guess, guessHeads, mark, order, tokens, wordsOf, type Field } from "./guess.ts";

/** The engine takes two lines. */
const MOST = 2;

export function Wizard({ index, lines, onDone }: { index: number; lines: readonly string[]; onDone?: () => void }) {
  const { t, session, state } = useApp();
  const given = state.options[index]?.layout;
  const [marked, setMarked] = useState<readonly MarkedLine[]>(() => given ?? guessHeads(lines));
  const [field, setField] = useState<Field>("who");
  const [choosing, setChoosing] = useState(marked.length === 0);
  const w = t.wizard;
  const problem = problemOf(marked);

  const toggle = (text: string) => {
    const others = marked.filter((line) => line.text !== text);
    setMarked(others.length < marked.length ? others : [...others.slice(0, MOST - 1), guess(text)]);
  };
  return (
    <form
      class="wizard"
      aria-label={w.title}
      onSubmit={(event) => {
        event.preventDefault();
        if (problem) return;
        keepFocus(`${index}:redo`);
        onDone?.();
        void session.reread([index], { layout: [...marked], format: undefined, columns: undefined });
      }}
    >
      <p>{given ? w.again : marked.length ? w.check(marked.length) : w.pick}</p>
      {marked.length > 0 && (
        <fieldset class="modes">
          <legend>{w.mode}</legend>
          <div class="choice">
            {FIELDS.map((id) => (
              <label key={id} class={field === id ? "on" : undefined}>
                <input type="radio" name={`mark-${index}`} checked={field === id} onChange={() => setField(id)} />
                <span class="mark" data-field={id}>{w.fields[id]}</span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      {marked.map((line, i) => (
        <Line key={line.text} number={i + 1} line={line} field={field} onChange={(next) => setMarked(marked.map((old) => (old === line ? next : old)))} />
      ))}
      <div class="actions">
        {marked.length > 0 && (
          <button type="submit" class="primary" disabled={problem !== null || state.job !== null}>
            {w.go}
          </button>
        )}
        {!choosing && (
          <button type="button" class="secondary" onClick={() => setChoosing(true)}>
            {w.other}
          </button>
        )}
        <span role="status">{problem && marked.length > 0 && w.problems[problem]}</span>
      </div>
      {marked.length > 0 && <p class="muted">{w.modeHint}</p>}
      {choosing && (
        <div class="lines" role="group" aria-label={w.lines}>
          {lines.map((text, i) => {
            const place = marked.findIndex((line) => line.text === text);
            return (
              <button key={i} type="button" class="line" aria-pressed={place >= 0} onClick={() => toggle(text)}>
                <span class="muted">{place >= 0 ? w.line(place + 1) : i + 1}</span> <bdi>{text}</bdi>
              </button>
            );
          })}
        </div>
      )}
    </form>
  );
}

/** One line: its words to tap, and what they are read as. Arrow keys move between the words. */
function Line({ number, line, field, onChange }: { number: number; line: MarkedLine; field: Field; onChange: (line: MarkedLine) => void }) {
  const { t } = useApp();
  const [at, setAt] = useState(0);
  const group = useRef<HTMLDivElement>(null);
  const w = t.wizard;
  const list = tokens(line.text);
  const fieldAt = (start: number, end: number) => FIELDS.find((id) => line[id] && start >= line[id][0] && end <= line[id][1]);
  const move = (event: KeyboardEvent) => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: list.length - 1 }[event.key];
    const button = to === undefined ? undefined : group.current?.querySelectorAll("button")[to];
    if (to === undefined || !button) return;
    event.preventDefault();
    setAt(to);
    button.focus();
  };
  return (
    <div class="marked">
      <h3>{w.line(number)}</h3>
      <div ref={group} class="tokens" role="group" aria-label={w.lineLabel(number)} onKeyDown={move}>
        {list.map((token, i) => {
          const own = fieldAt(token.start, token.end);
          const next = list[i + 1];
          // The space between two words of one field is marked with them.
          const gap = next ? line.text.slice(token.end, next.start) : "";
          const joined = own && next && fieldAt(token.end, next.start) === own;
          return [
            <button
              key={token.start}
              type="button"
              class={own && "mark"}
              data-field={own}
              tabIndex={i === Math.min(at, list.length - 1) ? 0 : -1}
              aria-pressed={own === field}
              aria-label={own ? w.token(token.text, w.fields[own]) : token.text}
              onFocus={() => setAt(i)}
              onClick={() => onChange(mark(line, field, token))}
            >
              {token.text}
            </button>,
            gap && <span class={joined ? "mark" : "gap"} data-field={joined ? own : undefined} />,
          ];
        })}
      </div>
      <dl>
        {FIELDS.map((id) => (
          <div key={id}>
            <dt>{w.fields[id]}</dt>
            <dd class={line[id] ? undefined : "muted"}>
              <bdi>{wordsOf(line, id) || (id === "what" ? w.below : w.nothing)}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

type Problem = "who" | "tell" | "order";

/** Why the engine could not tell a message's first line from any other. */
function problemOf(marked: readonly MarkedLine[]): Problem | null {
  if (marked.length === 0 || marked.some(({ who }) => !who)) return "who";
  if (new Set(marked.map(order)).size > 1) return "order";
  const tells = (line: MarkedLine) => {
    const spans = FIELDS.flatMap((id) => (line[id] ? [line[id]] : []));
    const signs = [...line.text].length && [...line.text.matchAll(/\S/g)].some(({ index }) => !spans.some(([start, end]) => index >= start && index < end));
    return line.when !== null || signs;
  };
  return marked.every(tells) ? null : "tell";
}
