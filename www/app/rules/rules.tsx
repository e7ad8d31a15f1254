// What is looked for: the user's own words and rules, the built-in ones, and how well they do on lines of one's own.

import { useEffect, useId } from "preact/hooks";
import { useApp, useFocusOnce } from "../context.ts";
import type { RulesTab } from "../session.ts";
import { BuiltinPanel } from "./builtin-panel.tsx";
import { FaultNotice } from "./fault.tsx";
import { GoldPanel } from "./gold-panel.tsx";
import { OwnPanel } from "./own-panel.tsx";
import { UndoNotice } from "./undo.tsx";

const TABS: readonly RulesTab[] = ["own", "builtin", "gold"];
const STEPS: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };

export function Rules() {
  const { t, session, state } = useApp();
  const heading = useFocusOnce<HTMLHeadingElement>();
  const id = useId();
  const current = state.rulesTab;
  useEffect(() => void session.loadRules().catch(() => {}), []);
  const w = t.rules;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(current) + step + TABS.length) % TABS.length] ?? "own";
    session.showRules(next);
    const list = event.currentTarget as HTMLElement;
    requestAnimationFrame(() => list.querySelector<HTMLElement>("[aria-selected=true]")?.focus());
  };
  return (
    <div class="screen rules">
      <h1 ref={heading} tabIndex={-1}>
        {w.title}
      </h1>
      <p class="muted">{w.lead}</p>
      <div class="tabs" role="tablist" aria-label={w.tabs.label} onKeyDown={onKeyDown}>
        {TABS.map((tab) => (
          <button
            key={tab}
            type="button"
            role="tab"
            id={`${id}-${tab}`}
            aria-selected={tab === current}
            aria-controls={`${id}-panel`}
            tabIndex={tab === current ? 0 : -1}
            onClick={() => session.showRules(tab)}
          >
            {w.tabs[tab]}
          </button>
        ))}
      </div>
      <UndoNotice />
      {state.ownFailure && <FaultNotice lead={w.ownFailure} failure={state.ownFailure} />}
      <div class="panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current}`}>
        {current === "own" && <OwnPanel />}
        {current === "builtin" && <BuiltinPanel />}
        {current === "gold" && <GoldPanel />}
      </div>
    </div>
  );
}
