// A step that failed as a whole: what happened, what to do, never a dead page.

import type { Failure } from "../engine/client.ts";
import { failureWords } from "../i18n/index.ts";
import { useApp, useFocusOnce } from "./context.ts";

export function Failed({ failure }: { failure: Failure }) {
  const { t, lang, session, state } = useApp();
  const heading = useFocusOnce<HTMLHeadingElement>();
  const { what, todo } = failureWords(lang, failure);
  return (
    <div class="screen failed">
      <h1 ref={heading} tabIndex={-1}>
        {t.failed.title}
      </h1>
      <p class="lead">{what}</p>
      <p>{todo}</p>
      <p>{t.failed.hint}</p>
      <div class="actions">
        {state.inputs.length > 0 && (
          <button type="button" class="primary" onClick={() => void session.retry()}>
            {t.retry}
          </button>
        )}
        <button type="button" class="secondary" onClick={() => session.clear()}>
          {t.failed.restart}
        </button>
      </div>
      <details>
        <summary>{t.failed.detail}</summary>
        <p>
          <code>
            {failure.code}: {failure.message}
          </code>
        </p>
      </details>
    </div>
  );
}
