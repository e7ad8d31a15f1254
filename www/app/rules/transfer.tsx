// Rules from files and into files.

import { useId, useRef, useState } from "preact/hooks";
import type { PackText } from "../../engine/client.ts";
import { useApp } from "../context.ts";
import { FaultNotice } from "./fault.tsx";
import { importFiles } from "./import-packs.ts";
import { MINE, packOf } from "./own.ts";
import { SaveText } from "./save.tsx";

export function Transfer() {
  const { t, session, state } = useApp();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [what, setWhat] = useState("");
  const [format, setFormat] = useState<"toml" | "json">("toml");
  const [out, setOut] = useState<{ name: string; text: string } | null>(null);
  const { own, imported } = state;
  const w = t.rules.transfer;
  const mine: (PackText & { title: string; id: string })[] = [
    ...(own.entries.length ? [{ ...packOf(own.entries), id: MINE, title: w.mine }] : []),
    ...own.packs.map(({ name, text, title, id }) => ({ name, text, title, id })),
  ];
  const settings = Object.keys(own.profile.rules).length + own.profile.groups.length + own.profile.exempt.length > 0;
  const choices = [...mine.map(({ id, title }) => [id, title] as const), ...(settings ? ([["", w.settings]] as const) : [])];
  const chosen = choices.find(([id]) => id === what) ?? choices[0];
  const write = async () => {
    if (!chosen) return;
    const pack = mine.find(({ id }) => id === chosen[0]);
    if (!pack) return setOut({ name: "qunzhen-settings.json", text: JSON.stringify(own.profile, null, 2) });
    const text = await session.ask("packText", [{ name: pack.name, text: pack.text }, format]);
    setOut({ name: `${pack.id}.${format}`, text });
  };
  return (
    <>
      <h2>{w.title}</h2>
      <div class="row">
        <button type="button" class="secondary" onClick={() => input.current?.click()}>
          {w.import}
        </button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          accept=".toml,.json"
          aria-label={w.import}
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])];
            event.currentTarget.value = "";
            if (files.length) void importFiles(session, files).then((note) => session.setImported(note));
          }}
        />
        <span class="muted">{w.importHint}</span>
      </div>
      {imported?.kind === "done" && <p role="status">{w.done(imported.rules, imported.settings)}</p>}
      {imported?.kind === "failed" && <FaultNotice lead={w.failed(imported.file)} failure={imported.failure} />}
      {choices.length ? (
        <div class="row">
          <label for={`${id}-what`}>{w.what}</label>
          <select id={`${id}-what`} value={chosen?.[0]} onChange={(event) => (setWhat(event.currentTarget.value), setOut(null))}>
            {choices.map(([id, title]) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
          {chosen?.[0] !== "" && (
            <>
              <label for={`${id}-format`}>{w.format}</label>
              <select id={`${id}-format`} value={format} onChange={(event) => (setFormat(event.currentTarget.value as "toml" | "json"), setOut(null))}>
                <option value="toml">TOML</option>
                <option value="json">JSON</option>
              </select>
            </>
          )}
          <button type="button" class="secondary" onClick={() => void write().catch((error: unknown) => session.fail(error))}>
            {w.export}
          </button>
        </div>
      ) : (
        <p class="muted">{w.nothing}</p>
      )}
      {out && <SaveText {...out} />}
    </>
  );
}
