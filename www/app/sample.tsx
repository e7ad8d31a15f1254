// A sample for a bug report: the layout of some lines without their words, shown before it is copied.

import { useApp } from "./context.ts";
import { CopyButton } from "./copy-button.tsx";
import { redact } from "./redact.ts";

export function Sample({ lines }: { lines: readonly string[] }) {
  const { t } = useApp();
  const w = t.sample;
  const text = redact(lines).join("\n");
  return (
    <details class="sample">
      <summary>{w.title}</summary>
      <p class="muted">{w.hint}</p>
      <pre class="wording" tabIndex={0} role="region" aria-label={w.label}>
        {text}
      </pre>
      <CopyButton text={text} label={w.copy} />
    </details>
  );
}
