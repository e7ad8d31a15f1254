// What was just changed, and the way back.

import { useApp } from "../context.ts";

export function UndoNotice() {
  const { t, session, state } = useApp();
  const { undo } = state;
  return (
    <div role="status" class="undo">
      {undo && (
        <div class="notice row between">
          <span>{t.rules.undone[undo.kind](undo.name)}</span>
          <button type="button" class="secondary small" onClick={() => void session.undo().catch((error: unknown) => session.fail(error))}>
            {t.rules.undo}
          </button>
        </div>
      )}
    </div>
  );
}
