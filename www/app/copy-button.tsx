// Copies a text; where the browser forbids it, selects it so that Ctrl+C does.

import { useRef, useState } from "preact/hooks";
import { useApp } from "./context.ts";

/** The text must stand in the nearest section or fold, in an element of class `wording`. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useApp();
  const [said, setSaid] = useState("");
  const button = useRef<HTMLButtonElement>(null);
  const select = () => {
    const words = button.current?.closest("section, details")?.querySelector(".wording");
    if (words) getSelection()?.selectAllChildren(words);
    setSaid(t.explain.copySelect);
  };
  const copy = () => {
    const done = navigator.clipboard?.writeText(text);
    if (done) done.then(() => setSaid(t.explain.copied), select);
    else select();
  };
  return (
    <span class="row">
      <span class="muted" role="status">
        {said}
      </span>
      <button ref={button} type="button" class="secondary small" onClick={copy}>
        {label ?? t.explain.copy}
      </button>
    </span>
  );
}
