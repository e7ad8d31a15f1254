// Whether the rules stay on this device, and how to be rid of them.

import { useId, useState } from "preact/hooks";
import { useApp } from "../context.ts";
import { isEmpty, NONE } from "./own.ts";

export function Keep() {
  const { t, session, state } = useApp();
  const id = useId();
  const [asking, setAsking] = useState(false);
  const w = t.rules.keep;
  const change = (...args: Parameters<typeof session.changeOwn>) => session.changeOwn(...args).catch((error: unknown) => session.fail(error));
  return (
    <>
      <label class="tick">
        <input type="checkbox" checked={state.own.keep} aria-describedby={id} onChange={(event) => {
          const keep = event.currentTarget.checked;
          void change((own) => ({ ...own, keep }));
        }} />
        <strong>{w.label}</strong>
      </label>
      <p class="muted" id={id}>
        {w.hint}
      </p>
      {state.keepFailed && (
        <p class="notice warn" role="alert">
          {w.failed}
        </p>
      )}
      {!isEmpty(state.own) && !asking && (
        <p>
          <button type="button" class="quiet" onClick={() => setAsking(true)}>
            {w.forget}
          </button>
        </p>
      )}
      {asking && (
        <div class="ask" role="group" aria-label={w.forget}>
          <span>{w.forgetAsk}</span>
          <button
            type="button"
            class="danger"
            onClick={() => {
              setAsking(false);
              void change((own) => ({ ...NONE, next: own.next }), { kind: "forget", name: "" });
            }}
          >
            {w.forgetYes}
          </button>
          <button type="button" class="secondary" onClick={() => setAsking(false)}>
            {w.forgetNo}
          </button>
        </div>
      )}
    </>
  );
}
