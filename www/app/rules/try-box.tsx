// A sentence to try: what it meets now, and what the draft would change about that.

import { useId } from "preact/hooks";
import type { HitReport, Role, TryRow } from "../../engine/client.ts";
import { useApp } from "../context.ts";
import { SeverityMark } from "../marks.tsx";
import { MessageText, useRuleTitles } from "../message-text.tsx";
import { EVERYONE, titleOf, type Entry } from "./own.ts";

interface Props {
  sentence: string;
  role: Role;
  row: TryRow | null;
  draft: Entry;
  written: boolean;
  onSentence: (sentence: string) => void;
  onRole: (role: Role) => void;
}

export function TryBox({ sentence, role, row, draft, written, onSentence, onRole }: Props) {
  const { t, e } = useApp();
  const id = useId();
  const w = t.rules.try;
  const same = (a: HitReport, b: HitReport) => a.rule === b.rule && a.start === b.start && a.end === b.end;
  const added = row && written ? row.then.filter((hit) => !row.now.some((other) => same(hit, other))) : [];
  const gone = row && written ? row.now.filter((hit) => !row.then.some((other) => same(hit, other))) : [];
  return (
    <>
      <h2>{w.title}</h2>
      <label for={id}>{w.label}</label>
      <div class="row try">
        <textarea id={id} rows={2} value={sentence} placeholder={w.placeholder} onInput={(event) => onSentence(event.currentTarget.value)} />
        <label>
          <span>{w.by}</span>{" "}
          <select value={role} onChange={(event) => onRole(event.currentTarget.value as Role)}>
            {EVERYONE.map((one) => (
              <option key={one} value={one}>
                {e.roles[one]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div aria-live="polite" class="tried-out">
        {row && (
          <>
            <p class="full">
              <MessageText text={sentence} kind="text" hits={[...row.now.filter((hit) => !gone.includes(hit)), ...added]} />
            </p>
            {row.now.length === 0 && added.length === 0 && <p>{w.nothing}</p>}
            <Hits title={w.now} hits={row.now} draft={draft} />
            <Hits title={w.then} hits={added} draft={draft} />
            <Hits title={w.gone} hits={gone} draft={draft} />
          </>
        )}
      </div>
    </>
  );
}

function Hits({ title, hits, draft }: { title: string; hits: readonly HitReport[]; draft: Entry }) {
  const titles = useRuleTitles();
  if (!hits.length) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul class="found">
        {hits.map((hit) => (
          <li key={`${hit.rule}:${hit.start}`}>
            <SeverityMark severity={hit.severity} /> {hit.rule === draft.id ? titleOf(draft) : titles(hit.rule)} <span class="muted">「{hit.matched}」</span>
          </li>
        ))}
      </ul>
    </>
  );
}
