// A file that was read: what it is, what was assumed, its first messages, where every line went.

import type { ConversationReport, Ledger, SourceReport } from "../engine/client.ts";
import { formatNumber, lookup, noteWords } from "../i18n/index.ts";
import { useApp } from "./context.ts";
import { MessageText } from "./message-text.tsx";
import { Overrides, RemoveFile } from "./overrides.tsx";

const SHOWN = 3;
const LEDGER = ["messages", "continuation", "recognised", "blank", "duplicates", "unparsed"] as const satisfies (keyof Ledger)[];

export function SourceCard({ index, source }: { index: number; source: SourceReport }) {
  const { t, e } = useApp();
  const w = t.confirm;
  const more = source.conversations.length - SHOWN;
  return (
    <section class="card source" aria-label={w.file(source.file)}>
      <div class="title">
        <h2>
          <bdi>{source.file}</bdi>
        </h2>
        <RemoveFile index={index} name={source.file} />
      </div>
      <p class="muted">
        {w.recognised} <strong>{lookup<string>(e.formats, source.format) ?? source.format}</strong> · {w.encoding} {lookup<string>(e.encodings, source.encoding) ?? source.encoding}
      </p>
      {source.conversations.slice(0, SHOWN).map((conversation) => (
        <Conversation key={conversation.id} conversation={conversation} />
      ))}
      {more > 0 && <p class="muted">{w.moreConversations(more)}</p>}
      <Notes source={source} />
      {source.unparsed.records > 0 && <Unparsed source={source} />}
      <LedgerTable ledger={source.ledger} />
      <Overrides index={index} source={source} />
    </section>
  );
}

function Conversation({ conversation }: { conversation: ConversationReport }) {
  const { t, state, time } = useApp();
  const w = t.confirm;
  const rows = state.previews.get(conversation.id) ?? [];
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
        {rows.length === 0 && <li class="muted">{w.noRows}</li>}
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
          <li key={sample.line}>
            <span class="muted">{t.confirm.line(sample.line)}</span> <bdi class="words">{sample.text}</bdi>
          </li>
        ))}
      </ul>
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
