// On every screen: where the analysis runs, language, theme, and a way to forget everything.

import { useEffect, useState } from "preact/hooks";
import type { Lang } from "../i18n/index.ts";
import { useApp, type Theme } from "./context.ts";
import { watchNetwork, type NetworkCount } from "./network.ts";

const LANGUAGES: readonly [Lang, string][] = [
  ["zh-CN", "中文"],
  ["en", "English"],
];
const THEMES: readonly Theme[] = ["auto", "light", "dark"];

export function Footer() {
  const { t, lang, theme, build, setLang, setTheme } = useApp();
  const [network, setNetwork] = useState<NetworkCount>({ requests: 0, blocked: 0 });
  useEffect(() => watchNetwork(setNetwork), []);
  const w = t.footer;
  return (
    <footer class="footer" aria-label={w.label}>
      <details class="status">
        <summary>
          {w.local} · {w.requests(network.requests)}
          {network.blocked > 0 && ` · ${w.blocked(network.blocked)}`}
          {build && (
            <>
              {" · "}
              <span class="build">{w.build(build)}</span>
            </>
          )}
        </summary>
        <p>{w.howText}</p>
        {build && <p>{w.hashText}</p>}
      </details>
      <div class="row">
        <label>
          <span>{w.language}</span>
          <select value={lang} onChange={(event) => setLang(event.currentTarget.value as Lang)}>
            {LANGUAGES.map(([id, name]) => (
              <option key={id} value={id} lang={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{w.theme}</span>
          <select value={theme} onChange={(event) => setTheme(event.currentTarget.value as Theme)}>
            {THEMES.map((id) => (
              <option key={id} value={id}>
                {w.themes[id]}
              </option>
            ))}
          </select>
        </label>
        <Clear />
      </div>
    </footer>
  );
}

function Clear() {
  const { t, session, state } = useApp();
  const [asking, setAsking] = useState(false);
  const [cleared, setCleared] = useState(false);
  const w = t.footer;
  const idle = state.inputs.length === 0;
  useEffect(() => {
    if (!idle) setCleared(false);
  }, [idle]);
  if (!asking) {
    return (
      <>
        <button
          type="button"
          class="quiet"
          onClick={() => {
            setAsking(true);
            setCleared(false);
          }}
        >
          {w.clear}
        </button>
        <span role="status">{cleared && w.cleared}</span>
      </>
    );
  }
  return (
    <span class="ask" role="group" aria-label={w.clear}>
      <span role="alert">{w.clearAsk}</span>
      <button
        type="button"
        class="danger"
        onClick={() => {
          session.clear();
          setAsking(false);
          setCleared(true);
        }}
      >
        {w.clearYes}
      </button>
      <button type="button" class="secondary" onClick={() => setAsking(false)}>
        {w.clearNo}
      </button>
    </span>
  );
}
