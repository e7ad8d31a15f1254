// What a draft would find in the open chats: how much, and which messages.

import type { Preview, ViewRow } from "../../engine/client.ts";
import { useApp } from "../context.ts";
import { MessageText, rowStart } from "../message-text.tsx";
import type { Answer } from "./ask.ts";
import type { Entry } from "./own.ts";

const SHOWN = 5;

export function PreviewBox({ preview, written, draft }: { preview: Answer<Preview>; written: boolean; draft: Entry }) {
  const { t, session, state } = useApp();
  const w = t.rules.preview;
  const item = preview.value?.items[0];
  return (
    <>
      <h2>{w.title}</h2>
      {!state.report ? (
        <p>
          {w.none}{" "}
          <button type="button" class="quiet" onClick={() => session.go("chats")}>
            {t.places.chats}
          </button>
        </p>
      ) : !written ? (
        <p class="muted">{w.waiting}</p>
      ) : item ? (
        <>
          <p class="count" role="status">
            <strong>{w.count(item.hits, item.messages)}</strong>
          </p>
          {draft.target !== "" && item.known > 0 && <p class="muted">{w.known(item.known)}</p>}
          {item.rows.length > 0 && <Rows key={JSON.stringify(draft)} rows={item.rows} />}
        </>
      ) : (
        <p class="muted">{preview.busy ? w.looking : ""}</p>
      )}
    </>
  );
}

/** Messages with what was found in them; a few at first. */
function Rows({ rows }: { rows: readonly ViewRow[] }) {
  const { t, time } = useApp();
  const row = (row: ViewRow) => (
    <li key={row.message}>
      <span class="who">
        <bdi>{row.sender ?? t.noSender}</bdi> {row.time && <time dateTime={row.time}>{time(row.time, "short")}</time>}
      </span>
      <span class="clamp">
        <MessageText text={row.text} kind={row.kind} hits={row.hits} from={rowStart(row.text, row.hits, 60)} />
      </span>
    </li>
  );
  return (
    <>
      <ul class="rows">{rows.slice(0, SHOWN).map(row)}</ul>
      {rows.length > SHOWN && (
        <details>
          <summary>{t.more(rows.length - SHOWN)}</summary>
          <ul class="rows">{rows.slice(SHOWN).map(row)}</ul>
        </details>
      )}
    </>
  );
}
