// What can be done about a finding on the spot, and about a message where something should have been found.

import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { HitReport, Severity } from "../../engine/client.ts";
import { useApp } from "../context.ts";
import { SEVERITIES, moreUrgent } from "../marks.tsx";
import { useRuleTitles } from "../message-text.tsx";
import { BLANK, withExemption } from "./own.ts";
import { useSetting } from "./rule-row.tsx";

/** `hit` is absent where the message met no rule. */
export function HitActions({ hit, text }: { hit: HitReport | undefined; text: string }) {
  const { t, session } = useApp();
  const titles = useRuleTitles();
  const place = useRef<HTMLElement>(null);
  const [less, setLess] = useState(false);
  const w = t.rules.hit;
  useEffect(() => setLess(false), [hit?.fingerprint]);
  const exempt = (hit: HitReport) =>
    void session.changeOwn((own) => withExemption(own, hit.fingerprint), { kind: "exempt", name: hit.matched }).catch((error: unknown) => session.fail(error));
  return (
    <section ref={place} class="hit-actions" aria-label={w.label}>
      <div class="row">
        {hit && (
          <>
            <button type="button" class="secondary small" onClick={() => exempt(hit)}>
              {w.exempt}
            </button>
            <button type="button" class="secondary small" aria-expanded={less} onClick={() => setLess(!less)}>
              {w.less}
            </button>
          </>
        )}
        <button
          type="button"
          class={hit ? "quiet" : "secondary small"}
          title={w.addHint}
          // The selection would be gone by the time of the click.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => session.edit({ ...BLANK, words: selected(place.current, text), hit: text.length <= 200 ? text : "" })}
        >
          {w.addWord}
        </button>
      </div>
      {!hit && <p class="muted">{w.addHint}</p>}
      {hit && less && <Less key={hit.rule} hit={hit} title={titles(hit.rule)} />}
    </section>
  );
}

function Less({ hit, title }: { hit: HitReport; title: string }) {
  const { t, e, state } = useApp();
  const id = useId();
  const set = useSetting(state.rules.get(hit.rule));
  const milder = SEVERITIES.filter((severity) => moreUrgent(hit.severity, severity));
  const [to, setTo] = useState<string>(milder[0] ?? "off");
  const w = t.rules.hit;
  return (
    <div class="row">
      <label for={id}>
        {w.lessTo} <span class="hidden">{title}</span>
      </label>
      <select id={id} value={to} onChange={(event) => setTo(event.currentTarget.value)}>
        {milder.map((severity) => (
          <option key={severity} value={severity}>
            {e.severities[severity]}
          </option>
        ))}
        <option value="off">{w.lessOff}</option>
      </select>
      <button type="button" class="primary small" onClick={() => set(to === "off" ? { on: false } : { severity: to as Severity })}>
        {w.lessGo}
      </button>
    </div>
  );
}

/** The words of the message that are selected, if they could be a rule's. */
function selected(place: HTMLElement | null, text: string): string[] {
  const root = place?.getRootNode() as { getSelection?: () => Selection | null } | undefined;
  const words = String(root?.getSelection?.() ?? getSelection() ?? "").trim();
  return words && words.length <= 64 && text.includes(words) ? [words] : [];
}
