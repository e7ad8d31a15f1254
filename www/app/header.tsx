// Where one is: name and three steps, of which the earlier ones lead back.

import { useApp } from "./context.ts";
import type { Screen } from "./session.ts";

const STEPS = ["import", "confirm", "results"] as const;

function currentStep(screen: Screen, scanned: boolean): number {
  if (screen === "results" || screen === "confirm") return STEPS.indexOf(screen);
  return screen === "import" ? 0 : scanned ? 2 : 1;
}

export function Header() {
  const { t, session, state } = useApp();
  const current = currentStep(state.screen, state.scan !== null);
  const reachable = { import: true, confirm: state.report !== null, results: false };
  return (
    <header class="header">
      <span class="name">{t.name}</span>
      <nav aria-label={t.steps.label}>
        <ol>
          {STEPS.map((step, i) => (
            <li key={step} aria-current={i === current ? "step" : undefined}>
              {i < current && step !== "results" && reachable[step] ? (
                <button type="button" class="quiet" onClick={() => session.show(step)}>
                  {t.steps[step]}
                </button>
              ) : (
                <span>{t.steps[step]}</span>
              )}
            </li>
          ))}
        </ol>
      </nav>
    </header>
  );
}
