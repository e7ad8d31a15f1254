// A text for a file: shown, to be copied, and saved where the browser lets the page do that.

import { useApp } from "../context.ts";
import { CopyButton } from "../copy-button.tsx";

export function SaveText({ name, text }: { name: string; text: string }) {
  const { t } = useApp();
  const w = t.rules.transfer;
  return (
    <section class="saved" aria-label={w.text}>
      <div class="row">
        <button type="button" class="secondary small" onClick={() => save(name, text)}>
          {w.save}
        </button>
        <CopyButton text={text} label={w.copy} />
      </div>
      <pre class="wording" tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
