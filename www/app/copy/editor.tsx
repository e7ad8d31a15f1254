// The copy and its marks. The marks lie under a text field without a ground of its own; both share one cell, one font
// and one width, so that every line of the one is a line of the other.

import type { Ref } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { CopyFinding } from "../../engine/client.ts";
import { segments, mostUrgent } from "../message-text.tsx";
import { useApp } from "../context.ts";

interface Props {
  text: string;
  findings: readonly CopyFinding[];
  /** Position of the finding the caret is in; -1 for none. */
  active: number;
  field: Ref<HTMLTextAreaElement>;
  onText: (text: string) => void;
  onCaret: (at: number) => void;
}

export function Editor({ text, findings, active, field, onText, onCaret }: Props) {
  const { t } = useApp();
  const w = t.copy;
  return (
    <div class="editor">
      <div class="sheet-of-copy">
        <Marks text={text} findings={findings} active={active} />
        <textarea
          ref={field}
          id="copy-text"
          spellcheck={false}
          placeholder={w.placeholder}
          aria-describedby="copy-hint"
          value={text}
          onInput={(event) => onText(event.currentTarget.value)}
          onSelect={(event) => onCaret(event.currentTarget.selectionStart)}
          onKeyUp={(event) => onCaret(event.currentTarget.selectionStart)}
          onClick={(event) => onCaret(event.currentTarget.selectionStart)}
        />
      </div>
    </div>
  );
}

function Marks({ text, findings, active }: Pick<Props, "text" | "findings" | "active">) {
  const layer = useRef<HTMLDivElement>(null);
  // Whoever jumps to a finding sees it: the layer scrolls with the field.
  useEffect(() => {
    if (active >= 0) layer.current?.querySelector("[data-active]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [active]);
  return (
    <div ref={layer} class="marks" aria-hidden="true">
      {segments(text.length, findings).map(({ start, end, hits }) => {
        const part = text.slice(start, end);
        if (!hits.length) return part;
        const finding = findings[mostUrgent(findings, hits)];
        return (
          <mark key={start} class={`hit ${finding?.severity ?? "S4"}`} data-active={hits.includes(active) || undefined}>
            {part}
          </mark>
        );
      })}
      {/* A last line that is empty has a height, too. */}
      {"\u200b"}
    </div>
  );
}
