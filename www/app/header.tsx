// Where one is: the name, the places, and in the chats three steps, of which the earlier ones lead back.

import { useApp } from "./context.ts";
import type { Place, Screen } from "./session.ts";

const PLACES: readonly Place[] = ["chats", "copy", "rules"];
const STEPS = ["import", "confirm", "results"] as const;

function currentStep(screen: Screen, scanned: boolean): number {
  if (screen === "results" || screen === "confirm") return STEPS.indexOf(screen);
  return screen === "import" ? 0 : scanned ? 2 : 1;
}

export function Header() {
  const { t, session, state } = useApp();
  return (
    <header class="header">
      <span class="name">{t.name}</span>
      <nav class="places" aria-label={t.places.label}>
        <ul>
          {PLACES.map((place) => (
            <li key={place}>
              <button type="button" class="quiet" aria-current={place === state.place ? "page" : undefined} onClick={() => session.go(place)}>
                {t.places[place]}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      {state.place === "chats" && <Steps />}
    </header>
  );
}

function Steps() {
  const { t, session, state } = useApp();
  const current = currentStep(state.screen, state.scan !== null);
  const reachable = { import: true, confirm: state.report !== null, results: false };
  return (
    <nav class="steps" aria-label={t.steps.label}>
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
  );
}
