// A file that was read: what it is, what was assumed, its first messages, where every line went.

import { useEffect, useState } from "preact/hooks";
import type { ConversationReport, Ledger, SourceReport } from "../engine/client.ts";
import { formatNumber, lookup, noteWords } from "../i18n/index.ts";
import { useApp } from "./context.ts";
import { conversationOf } from "./joins.ts";
import { MessageText } from "./message-text.tsx";
import { Sample } from "./sample.tsx";

const SHOWN = 3;
const MORE = 20;
const LEDGER = ["messages", "continuation", "recognised", "blank", "duplicates", "unparsed"] as const satisfies (keyof Ledger)[];

/** `marked`: read by lines that were marked by hand. */
export function SourceFacts({ source, marked }: { source: SourceReport; marked: boolean }) {
  const { t, e, state } = useApp();
  const [limit, setLimit] = useState(SHOWN);
  const w = t.confirm;
  const more = source.conversations.length - limit;
  // What another file's conversation has taken in.
  const into = state.report?.joins.filter((join) => join.other === null && join.file === source.file) ?? [];
  return (
    <>
      <p class="muted">
        {marked ? (
          w.byMarks
        ) : (
          <>
            {w.recognised} <strong>{lookup<string>(e.formats, source.format) ?? source.format}</strong>
          </>
        )}
        {" · "} {w.encoding} {lookup<string>(e.encodings, source.encoding) ?? source.encoding}
      </p>
      {source.conversations.slice(0, limit).map((conversation) => (
        <Conversation key={conversation.id} conversation={conversation} />
      ))}
      {state.report !== null && into.map((join, i) => <p key={i}>{t.joins.into(conversationOf(state.report!, join.conversation)?.title ?? "")}</p>)}
      {more > 0 && (
        <p class="row">
          <span class="muted">{w.moreConversations(more)}</span>
          <button type="button" class="quiet" onClick={() => setLimit(limit + MORE)}>
            {t.more(Math.min(MORE, more))}
          </button>
        </p>
      )}
      <Notes source={source} />
      {source.unparsed.records > 0 && <Unparsed source={source} />}
      <LedgerTable ledger={source.ledger} />
    </>
  );
}

function Conversation({ conversation }: { conversation: ConversationReport }) {
  const { t, session, state, time } = useApp();
  const w = t.confirm;
  const rows = state.previews.get(conversation.id);
  useEffect(() => void session.preview(conversation.id).catch(() => {}), [conversation.id, state.report]);
  return (
    <div class="conversation">
      <h3>
        <bdi>{conversation.title}</bdi> <span class="tag">{conversation.kind === "direct" ? w.direct : w.group}</span>
      </h3>
      <p class="figures">
        {w.counts(conversation.messages, conversation.participants)}
        {conversation.first && conversation.last && ` · ${w.span(time(conversation.first), time(conversation.last))}`}
      </p>
      <ul class="rows" aria-label={w.rows}>
        {rows?.length === 0 && <li class="muted">{w.noRows}</li>}
        {rows?.map((row) => (
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
    </div>
  );
}

function Notes({ source }: { source: SourceReport }) {
  const { t, lang } = useApp();
  const said = (assumption: boolean, english: readonly string[]) => {
    const notes = source.notes.filter((note) => note.assumption === assumption);
    return notes.length ? notes.map((note, i) => noteWords(lang, note, english[i] ?? "")) : [...english];
  };
  const list = (title: string, lines: string[], kind: string) =>
    lines.length > 0 && (
      <div class={`notes ${kind}`}>
        <h3>{title}</h3>
        <ul>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </div>
    );
  return (
    <>
      {list(t.confirm.notesWarned, said(false, source.warnings), "warned")}
      {list(t.confirm.notesAssumed, said(true, source.assumptions), "assumed")}
    </>
  );
}

function Unparsed({ source }: { source: SourceReport }) {
  const { t } = useApp();
  const { records, samples } = source.unparsed;
  return (
    <details>
      <summary>{t.confirm.unparsed(records)}</summary>
      {samples.length < records && <p class="muted">{t.confirm.unparsedMore(samples.length, records)}</p>}
      <ul class="unparsed">
        {samples.map((sample) => (
          <li key={`${sample.part ?? ""}:${sample.line}`}>
            <span class="muted">
              {sample.part && <bdi>{sample.part} </bdi>}
              {t.confirm.line(sample.line)}
            </span> <bdi class="words">{sample.text}</bdi>
          </li>
        ))}
      </ul>
      <Sample lines={samples.map((sample) => sample.text)} />
    </details>
  );
}

function LedgerTable({ ledger }: { ledger: Ledger }) {
  const { t, lang } = useApp();
  const w = t.confirm;
  return (
    <details>
      <summary>{w.ledger(ledger.total)}</summary>
      <table class="ledger">
        <tbody>
          {LEDGER.filter((key) => ledger[key] > 0).map((key) => (
            <tr key={key}>
              <th scope="row">{w.ledgerNames[key]}</th>
              <td>{formatNumber(lang, ledger[key])}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{w.ledgerTotal}</th>
            <td>{formatNumber(lang, ledger.total)}</td>
          </tr>
        </tfoot>
      </table>
    </details>
  );
}
