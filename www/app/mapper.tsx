// What each column of a table holds. A change reads the table again at once.

import { useRef, useState } from "preact/hooks";
import type { TableReport } from "../engine/client.ts";
import { useApp } from "./context.ts";
import { keepFocus } from "./focus.ts";
import type { OptionsChange } from "./session.ts";

type Columns = Readonly<Record<string, number>>;
const HOLDS = ["time", "sender", "sender_id", "text", "kind", "conversation"] as const;

/** `true` where it is known who says what; without times a chat can still be read. */
export function canRead(columns: Columns): boolean {
  return columns["text"] !== undefined && ["sender", "sender_id", "time"].some((key) => columns[key] !== undefined);
}

/** `true` where both who and what are known. */
export function isClear(columns: Columns): boolean {
  return columns["text"] !== undefined && (columns["sender"] ?? columns["sender_id"]) !== undefined;
}

/** `always` goes with every change, for example the format where it was not recognised. */
export function Mapper({ inputs, table, always = {} }: { inputs: readonly number[]; table: TableReport; always?: OptionsChange }) {
  const { t, session, state } = useApp();
  const [index = 0] = inputs;
  const given = state.options[index]?.columns;
  // Held back until a chat can be read from it.
  const [draft, setDraft] = useState<Columns | null>(null);
  const columns = draft ?? given ?? table.columns;
  // Arrow keys walk through all choices: one that is only passed must not stay taken from another column.
  const entered = useRef<{ column: number; columns: Columns } | null>(null);
  const w = t.mapper;

  const choose = (column: number, holds: string) => {
    if (entered.current?.column !== column) entered.current = { column, columns };
    const before = entered.current.columns;
    const next = Object.fromEntries(Object.entries(before).filter(([key, at]) => at !== column && key !== holds));
    if (holds) next[holds] = column;
    setDraft(canRead(next) ? null : next);
    if (!canRead(next)) return;
    keepFocus(`${index}:column:${column}`);
    void session.reread(inputs, { ...always, columns: next });
  };

  return (
    <div class="mapper">
      <h3>{w.title(table.header.length)}</h3>
      {!isClear(columns) && <p>{w.guess}</p>}
      <div class="scroll" tabIndex={0} role="region" aria-label={w.table}>
        <table>
          <thead>
            <tr>
              {table.header.map((name, column) => (
                <th key={column} scope="col">
                  <bdi>{name || w.noName}</bdi>
                  <select
                    aria-label={w.column(name || w.noName, column + 1)}
                    data-focus={`${index}:column:${column}`}
                    class={Object.values(columns).includes(column) ? "used" : undefined}
                    value={HOLDS.find((key) => columns[key] === column) ?? ""}
                    onFocus={() => (entered.current = { column, columns })}
                    onChange={(event) => choose(column, event.currentTarget.value)}
                  >
                    <option value="">{w.unused}</option>
                    {HOLDS.map((key) => (
                      <option key={key} value={key}>
                        {w.holds[key]}
                      </option>
                    ))}
                  </select>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row, i) => (
              <tr key={i}>
                {table.header.map((_, column) => (
                  <td key={column} class={Object.values(columns).includes(column) ? undefined : "unused"}>
                    <bdi>{row[column]}</bdi>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="need" role="status">
        {!canRead(columns) && (columns["text"] === undefined ? w.needText : w.needWho)}
      </p>
    </div>
  );
}
