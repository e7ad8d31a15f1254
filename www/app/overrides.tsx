// Corrections to how a file is read: format, time zone, date order. Each reads the file again at once.

import { useState } from "preact/hooks";
import type { ParseOptions, SourceReport } from "../engine/client.ts";
import { lookup } from "../i18n/index.ts";
import { useApp } from "./context.ts";

const ZONES = [
  "Asia/Shanghai",
  "Asia/Hong_Kong",
  "Asia/Taipei",
  "Asia/Singapore",
  "Asia/Kuala_Lumpur",
  "Asia/Bangkok",
  "Asia/Ho_Chi_Minh",
  "Asia/Jakarta",
  "Asia/Manila",
  "Asia/Tokyo",
  "Asia/Seoul",
  "Asia/Dubai",
  "Asia/Kolkata",
  "Europe/London",
  "Europe/Berlin",
  "Europe/Moscow",
  "America/New_York",
  "America/Los_Angeles",
  "America/Sao_Paulo",
  "Australia/Sydney",
  "UTC",
];
const ORDERS = ["ymd", "dmy", "mdy"] as const;
const OTHER = "other";

export function Overrides({ index, source }: { index: number; source: SourceReport | null }) {
  const { t, e, session, state } = useApp();
  const w = t.confirm;
  const options = state.options[index] ?? {};
  const change = (part: { [K in keyof ParseOptions]: ParseOptions[K] | undefined }) => {
    const merged = { ...options, ...part };
    void session.reread(index, Object.fromEntries(Object.entries(merged).filter(([, value]) => value)) as ParseOptions);
  };
  const score = new Map(source?.candidates.map((candidate) => [candidate.format, candidate.score]));
  const formats = [...state.formats].sort((a, b) => (score.get(b) ?? -1) - (score.get(a) ?? -1));
  const name = (id: string) => lookup<string>(e.formats, id) ?? id;
  return (
    <details class="overrides" open={source === null}>
      <summary>{w.wrong}</summary>
      <p class="muted">{w.wrongHint}</p>
      <div class="fields">
        <label>
          <span>{w.format}</span>
          <select value={options.format ?? ""} onChange={(event) => change({ format: event.currentTarget.value })}>
            <option value="">{w.formatAuto}</option>
            {formats.map((id) => (
              <option key={id} value={id}>
                {score.has(id) ? w.formatScore(name(id), score.get(id) ?? 0) : name(id)}
              </option>
            ))}
          </select>
        </label>
        <Zone zone={options.tz ?? source?.zone ?? "Asia/Shanghai"} onZone={(tz) => change({ tz })} />
        <label>
          <span>{w.dateOrder}</span>
          <select value={options.date_order ?? ""} onChange={(event) => change({ date_order: event.currentTarget.value })}>
            <option value="">{w.dateOrderAuto}</option>
            {ORDERS.map((order) => (
              <option key={order} value={order}>
                {e.dateOrders[order]}
              </option>
            ))}
          </select>
        </label>
      </div>
    </details>
  );
}

function Zone({ zone, onZone }: { zone: string; onZone: (zone: string) => void }) {
  const { t } = useApp();
  const [other, setOther] = useState(false);
  const [text, setText] = useState(zone);
  const w = t.confirm;
  const listed = ZONES.includes(zone) ? ZONES : [zone, ...ZONES];
  return (
    <div class="zone">
      <label>
        <span>{w.zone}</span>
        <select
          value={other ? OTHER : zone}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setOther(value === OTHER);
            if (value !== OTHER) onZone(value);
          }}
        >
          {listed.map((id) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
          <option value={OTHER}>{w.zoneOther}</option>
        </select>
      </label>
      {other && (
        <form
          class="row"
          onSubmit={(event) => {
            event.preventDefault();
            setOther(false);
            if (text.trim()) onZone(text.trim());
          }}
        >
          <input type="text" aria-label={w.zoneInput} placeholder={w.zoneInput} value={text} spellcheck={false} onInput={(event) => setText(event.currentTarget.value)} />
          <button type="submit" class="secondary">
            {w.apply}
          </button>
        </form>
      )}
    </div>
  );
}

export function RemoveFile({ index, name }: { index: number; name: string }) {
  const { t, session } = useApp();
  return (
    <button type="button" class="quiet" aria-label={`${t.confirm.remove}: ${name}`} onClick={() => void session.remove(index)}>
      {t.confirm.remove}
    </button>
  );
}
