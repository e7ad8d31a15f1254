// What a check found nothing wrong with, as a text to keep: what was checked, by which rules, when.

import { useState } from "preact/hooks";
import type { Words } from "../../i18n/index.ts";
import { useApp } from "../context.ts";
import { CopyButton } from "../copy-button.tsx";
import type { Answer } from "./check.ts";
import { parted } from "./changes.ts";

/** The wall clock of this machine with its offset: `2026-11-22 20:15 (UTC+08:00)`. */
export function localTime(time: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const offset = -time.getTimezoneOffset();
  const zone = `UTC${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())} (${zone})`;
}

export function billText({ copy: w }: Words, { text, report, time }: Answer, whole: boolean): string {
  const { product, channel } = report.options;
  const notes = parted(report).notes.map((note) => w.bill.note(note.matched, note.exemption ? w.classes[note.exemption.class] : ""));
  return [
    w.bill.title,
    w.bill.time(localTime(time)),
    w.bill.what(w.products[product], w.channels[channel], report.characters, report.fingerprint),
    w.bill.rules(report.rules_applied, report.checked ? report.checked[0] : "", report.checked ? report.checked[1] : ""),
    w.bill.packs(report.packs.map(({ id, version }) => `${id} ${version}`).join(w.bill.comma)),
    notes.length ? w.bill.notes(notes.length) : w.bill.clean,
    ...notes,
    w.bill.advice,
    ...(whole ? ["", w.bill.text, text] : []),
  ].join("\n");
}

export function Bill({ answer }: { answer: Answer }) {
  const { t } = useApp();
  const [whole, setWhole] = useState(false);
  const words = billText(t, answer, whole);
  const w = t.copy.bill;
  return (
    <section class="bill" aria-labelledby="bill-title">
      <h2 id="bill-title">{w.heading}</h2>
      <div class="row">
        <CopyButton text={words} label={w.copy} />
        <label class="check">
          <input type="checkbox" checked={whole} onChange={(event) => setWhole(event.currentTarget.checked)} /> {w.withText}
        </label>
      </div>
      <p class="wording words">{words}</p>
    </section>
  );
}
