// Screen 1, the landing page: bring a chat, by drop, picker, paste or demo.

import { useEffect, useRef, useState } from "preact/hooks";
import { demoFiles } from "../demo/index.ts";
import { useApp, useFocusOnce } from "./context.ts";
import { Guides } from "./guides.tsx";
import { fromFolder, MAX_FILES, textInput, type Intake } from "./intake.ts";
import { Privacy } from "./privacy.tsx";

interface Props {
  dragging: boolean;
  /** What was left out of what was brought, or why nothing was read. */
  message: string | null;
  onMessage: (message: string | null) => void;
}

export function Import({ dragging, message, onMessage }: Props) {
  const { t, lang, session, state, narrow } = useApp();
  const heading = useFocusOnce<HTMLHeadingElement>();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const intake = useIntake();
  const w = t.import;

  const take = (input: HTMLInputElement, read: (list: FileList) => Intake) => {
    if (input.files?.length) onMessage(intake(read(input.files)));
    input.value = "";
  };

  return (
    <div class="screen import">
      <h1 ref={heading} tabIndex={-1}>
        {w.title}
      </h1>
      <p class="lead">{w.lead}</p>
      {navigator.userAgent.includes("MicroMessenger") && <p class="notice">{w.wechatBrowser}</p>}
      {state.inputs.length > 0 && (
        <div class="notice row">
          <span>
            {w.restored} <bdi>{state.inputs.slice(0, 3).map((input) => input.name).join(t.join)}</bdi>
            {state.inputs.length > 3 && "…"}
          </span>
          <button type="button" class="secondary" onClick={() => void session.again()}>
            {w.again(state.inputs.length)}
          </button>
        </div>
      )}

      <section class={`drop${dragging ? " over" : ""}`} aria-labelledby="drop-title">
        <h2 id="drop-title">{dragging ? w.dropActive : narrow ? w.pick : w.drop}</h2>
        <p>{narrow ? w.pickHint : w.dropHint}</p>
        <div class="actions">
          <button type="button" class="primary" onClick={() => files.current?.click()}>
            {w.choose}
          </button>
          {!narrow && (
            <button type="button" class="secondary" onClick={() => folder.current?.click()}>
              {w.folder}
            </button>
          )}
        </div>
        <div class="demo">
          <span>{w.demoAsk}</span>
          <button type="button" class="secondary" onClick={() => void session.open(demoFiles(lang))}>
            {w.demo}
          </button>
          <span class="muted">{w.demoHint}</span>
        </div>
        <input ref={files} class="picker" type="file" multiple hidden aria-label={w.choose} onChange={(event) => take(event.currentTarget, (list) => ({ files: [...list], skipped: 0 }))} />
        <input
          ref={(input) => {
            folder.current = input;
            // A property that is no standard yet, so it has no attribute in the typings.
            input?.setAttribute("webkitdirectory", "");
          }}
          type="file"
          multiple
          hidden
          aria-label={w.folder}
          onChange={(event) => take(event.currentTarget, fromFolder)}
        />
      </section>
      <p class="message" role="status">
        {message}
      </p>

      <Paste />

      <div class="pair">
        <Guides />
        <Privacy />
      </div>
    </div>
  );
}

function Paste() {
  const { t, session } = useApp();
  const [text, setText] = useState("");
  const [empty, setEmpty] = useState(false);
  const w = t.import;
  useEffect(() => setEmpty(false), [text]);
  return (
    <form
      class="paste"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) void session.open([textInput(w.pasteName, text)]);
        else setEmpty(true);
      }}
    >
      <h2>
        <label for="paste">{w.pasteLabel}</label>
      </h2>
      <textarea id="paste" rows={5} spellcheck={false} placeholder={w.pastePlaceholder} value={text} aria-describedby="paste-empty" onInput={(event) => setText(event.currentTarget.value)} />
      <div class="actions">
        <button type="submit" class="secondary">
          {w.pasteGo}
        </button>
        <span id="paste-empty" role="status">
          {empty && w.pasteEmpty}
        </span>
      </div>
    </form>
  );
}

/** Checks what was dropped or chosen and opens it; the words for the person where something is left out. */
export function useIntake(): (intake: Intake, beside?: boolean) => string | null {
  const { t, session } = useApp();
  return ({ files, skipped }, beside = false) => {
    if (files.length > MAX_FILES) return t.import.tooMany(MAX_FILES);
    if (!files.length) return t.import.nothing;
    void session.open(files, beside);
    return skipped ? t.import.skipped(skipped) : null;
  };
}
