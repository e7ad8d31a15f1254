// Corrections to how a file is read: format, time zone, date order. Each reads the file again at once.

import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import type { SourceReport } from "../engine/client.ts";
import { lookup } from "../i18n/index.ts";
import { useApp } from "./context.ts";
import { keepFocus } from "./focus.ts";
import type { OptionsChange } from "./session.ts";

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

interface Props {
  /** The files that a change concerns. */
  inputs: readonly number[];
  /** What came of them; `null` where they could not be read. */
  source: SourceReport | null;
  open?: boolean;
  /** Further means, the likelier ones above. */
  above?: ComponentChildren;
  below?: ComponentChildren;
}

export function Overrides({ inputs, source, open = false, above, below }: Props) {
  const { t, e, session, state } = useApp();
  const w = t.confirm;
  const [index = 0] = inputs;
  const options = state.options[index] ?? {};
  // What opened by itself does not close under the hand that puts it right.
  const opened = useRef(open);
  opened.current ||= open;
  const change = (setting: string, part: OptionsChange) => {
    keepFocus(`${index}:${setting}`);
    void session.reread(inputs, part);
  };
  const score = new Map(source?.candidates.map((candidate) => [candidate.format, candidate.score]));
  const formats = [...state.formats].sort((a, b) => (score.get(b) ?? -1) - (score.get(a) ?? -1));
  const name = (id: string) => lookup<string>(e.formats, id) ?? id;
  return (
    <details class="overrides" open={opened.current}>
      <summary>{source ? w.wrong : w.known}</summary>
      <p class="muted">{w.wrongHint}</p>
      {above}
      <div class="fields">
        <label>
          <span>{w.format}</span>
          <select data-focus={`${index}:format`} value={options.format ?? ""} onChange={(event) => change("format", { format: event.currentTarget.value, layout: undefined, columns: undefined })}>
            <option value="">{w.formatAuto}</option>
            {formats.map((id) => (
              <option key={id} value={id}>
                {score.has(id) ? w.formatScore(name(id), score.get(id) ?? 0) : name(id)}
              </option>
            ))}
          </select>
        </label>
        <Zone zone={options.tz ?? source?.zone ?? "Asia/Shanghai"} focus={`${index}:zone`} onZone={(tz) => change("zone", { tz })} />
        <label>
          <span>{w.dateOrder}</span>
          <select data-focus={`${index}:order`} value={options.date_order ?? ""} onChange={(event) => change("order", { date_order: event.currentTarget.value })}>
            <option value="">{w.dateOrderAuto}</option>
            {ORDERS.map((order) => (
              <option key={order} value={order}>
                {e.dateOrders[order]}
              </option>
            ))}
          </select>
        </label>
      </div>
      {below}
    </details>
  );
}

function Zone({ zone, focus, onZone }: { zone: string; focus: string; onZone: (zone: string) => void }) {
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
          data-focus={focus}
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

export function RemoveFile({ inputs, name }: { inputs: readonly number[]; name: string }) {
  const { t, session } = useApp();
  const label = inputs.length > 1 ? t.confirm.removeFolder : t.confirm.remove;
  const remove = () => {
    keepFocus("title");
    void session.remove(inputs);
  };
  return (
    <button type="button" class="quiet" aria-label={`${label}: ${name}`} onClick={remove}>
      {label}
    </button>
  );
}
