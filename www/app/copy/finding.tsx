// One finding beside the copy: what it is, which words, the law, the penalty, when it is fine, and what to write instead.

import type { CopyFinding, CopyFix, CopyRule } from "../../engine/client.ts";
import { localized } from "../../i18n/index.ts";
import { useApp } from "../context.ts";
import { SeverityMark } from "../marks.tsx";

interface Props {
  finding: CopyFinding;
  rule: CopyRule | undefined;
  /** The first of its rule in the list: law and penalty are in sight. */
  first: boolean;
  active: boolean;
  onFix: (fix: Pick<CopyFix, "start" | "end" | "text">) => void;
  onShow: () => void;
}

export function Finding({ finding, rule, first, active, onFix, onShow }: Props) {
  const { t, lang } = useApp();
  const w = t.copy;
  const { exemption, fixes, matched } = finding;
  const title = rule ? localized(lang, rule.title) : finding.rule;
  return (
    <li class="finding" data-active={active || undefined}>
      <div class="head">
        <h2>{title}</h2>
        {exemption ? <span class="tag">{w.note}</span> : <SeverityMark severity={finding.severity} />}
      </div>
      <p>
        <bdi class={`hit ${finding.severity}`}>{matched}</bdi>
        {finding.evasion && <span class="muted"> {w.evasion}</span>}
      </p>
      {exemption && <p class="notice">{w.exempt(exemption.cue, w.classes[exemption.class])}</p>}
      {finding.raised && <p class="muted">{w.raised}</p>}
      <div class="actions">
        {fixes.map((fix) => (
          <button key={`${fix.start}:${fix.text}`} type="button" class="secondary small" onClick={() => onFix(fix)}>
            {fix.start === fix.end ? w.insert(fix.text) : w.replace(fix.text)}
          </button>
        ))}
        {!fixes.length && !exemption && (
          <button type="button" class="secondary small" onClick={() => onFix({ start: finding.start, end: finding.end, text: "" })}>
            {w.remove(matched)}
          </button>
        )}
        <button type="button" class="quiet" aria-label={w.showWhich(matched)} onClick={onShow}>
          {w.show}
        </button>
      </div>
      {fixes.some(({ person }) => person) && <p class="muted">{w.onlyIfTrue}</p>}
      {rule && first && <Source rule={rule} />}
      {rule && (
        <details open={first && !fixes.length && !exemption}>
          <summary>{first ? w.why : w.whyAgain}</summary>
          {!first && <Source rule={rule} />}
          <dl>
            <dt>{w.instead}</dt>
            <dd>{localized(lang, rule.suggestion)}</dd>
            <dt>{w.fine}</dt>
            <dd>{localized(lang, rule.exceptions)}</dd>
          </dl>
        </details>
      )}
    </li>
  );
}

/** The law, and what it may cost. */
function Source({ rule }: { rule: CopyRule }) {
  const { t, lang } = useApp();
  const w = t.copy;
  const unsure = rule.status === "secondary" || rule.status === "unverified";
  return (
    <dl>
      <dt>{w.law}</dt>
      <dd>
        {localized(lang, rule.law)}
        {unsure && <span class="muted"> {w.unsure}</span>}
      </dd>
      <dt>{w.penalty}</dt>
      <dd>{rule.penalty ? localized(lang, rule.penalty) : w.noPenalty}</dd>
    </dl>
  );
}
