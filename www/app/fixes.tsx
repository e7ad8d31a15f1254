// What can be done where a file is read wrongly or not at all: settings, columns, marked lines, a sample for a report.

import { useEffect, useState } from "preact/hooks";
import type { Failure, SourceReport } from "../engine/client.ts";
import { failureWords } from "../i18n/index.ts";
import { useApp } from "./context.ts";
import { keepFocus } from "./focus.ts";
import { isClear, Mapper } from "./mapper.tsx";
import { Overrides } from "./overrides.tsx";
import { Sample } from "./sample.tsx";
import { isForPrograms, tableIn } from "./table-text.ts";
import { Wizard } from "./wizard.tsx";

/** Failures where choosing the format by hand may help. */
const BY_HAND = ["unknown-format", "malformed", "one-endless-line", "no-such-zone", "no-such-format"];
const PEEKED = 30;

interface Props {
  inputs: readonly number[];
  source: SourceReport | null;
  failure: Failure | null;
}

/** For a file that is one source or none. */
export function Fixes({ inputs, source, failure }: Props) {
  const { t, lang, state } = useApp();
  const [index = 0] = inputs;
  const [marking, setMarking] = useState(false);
  const options = state.options[index] ?? {};
  const lost = failure !== null && (failure.code === "unknown-format" || options.layout !== undefined || options.columns !== undefined);
  const lines = usePeek(index, inputs.length === 1 && (lost || marking));

  if (failure) {
    const read = lost && lines !== null && lines !== "unreadable" && lines.length > 0 ? lines : null;
    const words = read && !isForPrograms(read) ? read : null;
    const table = words && !options.layout ? tableIn(words) : null;
    return (
      <>
        {failure.code === "unknown-format" && lines !== null && !words && <p>{read ? t.wizard.noLines : failureWords(lang, failure).todo}</p>}
        {table && <Mapper inputs={inputs} table={table} always={{ format: "table", layout: undefined }} />}
        {words && !table && <Wizard index={index} lines={words} />}
        {BY_HAND.includes(failure.code) && <Overrides inputs={inputs} source={null} open={!lost || (lines !== null && !words)} />}
        {read && <Sample lines={read} />}
      </>
    );
  }
  const markable = inputs.length === 1 && !options.layout && !source?.table;
  return (
    <Overrides
      inputs={inputs}
      source={source}
      // Columns set by hand stay in sight, and under the hand.
      open={source?.table ? options.columns !== undefined || !isClear(source.table.columns) : false}
      above={source?.table && !options.layout && <Mapper inputs={inputs} table={source.table} />}
      below={
        markable &&
        (marking ? (
          <Marking index={index} lines={lines} onDone={() => setMarking(false)} />
        ) : (
          <button type="button" class="quiet" onClick={() => setMarking(true)}>
            {t.wizard.open}
          </button>
        ))
      }
    />
  );
}

/** Says that a file is read by marks, and leads back to them. */
export function ByMarks({ source }: { source: SourceReport }) {
  const { t, session, state } = useApp();
  const index = source.input;
  const [marking, setMarking] = useState(false);
  const lines = usePeek(index, marking);
  const w = t.wizard;
  const { messages, total, blank } = source.ledger;
  // Marks that fit nothing but themselves are too narrow.
  const few = messages <= (state.options[index]?.layout?.length ?? 0) && total - blank > 3 * messages;
  return (
    <>
      <div class={`notice row between${few ? " warn" : ""}`}>
        <span>{few ? w.appliedFew(messages, total - blank) : w.applied(messages, total - blank)}</span>
        <span class="row">
          <button type="button" class="secondary" data-focus={`${index}:redo`} aria-expanded={marking} onClick={() => setMarking(!marking)}>
            {w.redo}
          </button>
          <button
            type="button"
            class="secondary"
            onClick={() => {
              keepFocus("title");
              void session.reread([index], { layout: undefined });
            }}
          >
            {w.drop}
          </button>
        </span>
      </div>
      {marking && <Marking index={index} lines={lines} onDone={() => setMarking(false)} />}
    </>
  );
}

type Peeked = readonly string[] | "unreadable" | null;

function Marking({ index, lines, onDone }: { index: number; lines: Peeked; onDone: () => void }) {
  const { t } = useApp();
  if (lines === null) return null;
  return lines === "unreadable" || !lines.length ? <p role="status">{t.wizard.unreadable}</p> : <Wizard index={index} lines={lines} onDone={onDone} />;
}

/** The first lines of a file, asked for once they are `wanted`; `null` until they are there. */
function usePeek(index: number, wanted: boolean): Peeked {
  const { session, state } = useApp();
  const [lines, setLines] = useState<Peeked>(null);
  const input = state.inputs[index];
  useEffect(() => {
    let stale = false;
    if (wanted && input)
      session.ask("peek", [input, PEEKED]).then(
        (peek) => !stale && setLines(peek.lines),
        () => !stale && setLines("unreadable"),
      );
    return () => void (stale = true);
  }, [input, wanted]);
  return wanted ? lines : null;
}
