// The whole app: settings around the screen of the moment, intake from drops and the clipboard, and the last safety net.

import { Component, type ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Confirm } from "./confirm.tsx";
import { CopyCheck } from "./copy/copy-check.tsx";
import { AppProvider, speak, useApp, useMedia, useSessionState, type Settings } from "./context.ts";
import { Failed } from "./failed.tsx";
import { Footer } from "./footer.tsx";
import { Header } from "./header.tsx";
import { Import, useIntake } from "./import.tsx";
import { fromDrop, textInput } from "./intake.ts";
import { Progress } from "./progress.tsx";
import { Results } from "./results.tsx";
import { importFiles } from "./rules/import-packs.ts";
import { Rules } from "./rules/rules.tsx";
import type { Session } from "./session.ts";

/** Narrower than this, px, the app is one column and explanations open as a sheet. */
const NARROW = 720;

export function App({ session, settings }: { session: Session; settings: Settings }) {
  const state = useSessionState(session);
  const root = useRef<HTMLDivElement>(null);
  const narrow = useNarrow(root);
  const systemDark = useMedia("(prefers-color-scheme: dark)");
  const dark = settings.theme === "dark" || (settings.theme === "auto" && systemDark);
  return (
    <AppProvider value={{ ...settings, ...speak(settings.lang), session, state, narrow }}>
      <div ref={root} class="app" lang={settings.lang} data-theme={dark ? "dark" : "light"} data-narrow={narrow || undefined}>
        <Header />
        <SafetyNet session={session}>
          <Screens root={root} />
        </SafetyNet>
        <Footer />
      </div>
    </AppProvider>
  );
}

function Screens({ root }: { root: { current: HTMLElement | null } }) {
  const { t, state, session } = useApp();
  const intake = useIntake();
  const [message, setMessage] = useState<string | null>(null);
  const dragging = useDrops(root, (dropped) => {
    if (state.place === "rules") return void importFiles(session, [...dropped.files]).then((note) => (session.showRules("own"), session.setImported(note)));
    session.go("chats");
    setMessage(t.import.looking);
    void fromDrop(dropped).then(
      (found) => setMessage(intake(found, state.screen !== "import")),
      (error: unknown) => (setMessage(null), session.fail(error)),
    );
  });
  usePaste(state.place === "chats" && state.screen === "import");
  if (state.place === "copy") return <CopyCheck />;
  if (state.place === "rules") return <Rules />;
  switch (state.screen) {
    case "import":
      return <Import dragging={dragging} message={message} onMessage={setMessage} />;
    case "working":
      return <Progress />;
    case "confirm":
      return <Confirm message={message} />;
    case "results":
      return <Results />;
    case "failed":
      return state.failure && <Failed failure={state.failure} />;
  }
}

/** `true` below {@link NARROW}; the element's own width counts, not the window's. */
function useNarrow(root: { current: HTMLElement | null }): boolean {
  const [narrow, setNarrow] = useState(false);
  useLayoutEffect(() => {
    const element = root.current;
    if (!element) return;
    const measure = () => setNarrow(element.clientWidth < NARROW);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return narrow;
}

/** Takes drops on the element; `true` while files hover over it. */
function useDrops(root: { current: HTMLElement | null }, take: (data: DataTransfer) => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const ends = new AbortController();
    const { signal } = ends;
    const files = (event: DragEvent) => event.dataTransfer?.types.includes("Files");
    element.addEventListener("dragover", (event) => (files(event) ? (event.preventDefault(), setOver(true)) : undefined), { signal });
    element.addEventListener("dragleave", (event) => (event.relatedTarget === null || !element.contains(event.relatedTarget as Node)) && setOver(false), { signal });
    element.addEventListener(
      "drop",
      (event) => {
        if (!files(event) || !event.dataTransfer) return;
        event.preventDefault();
        setOver(false);
        latest.current(event.dataTransfer);
      },
      { signal },
    );
    return () => ends.abort();
  }, []);
  return over;
}

/** Ctrl+V anywhere on the page, except where someone types. */
function usePaste(active: boolean): void {
  const { t, session } = useApp();
  const intake = useIntake();
  useEffect(() => {
    if (!active) return;
    const paste = (event: ClipboardEvent) => {
      const target = event.composedPath()[0];
      const typing = target instanceof Element && target.closest("input, textarea, select, [contenteditable]");
      const files = [...(event.clipboardData?.files ?? [])];
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (event.defaultPrevented || typing || (!files.length && !text.trim())) return;
      event.preventDefault();
      if (files.length) intake({ files, skipped: 0 });
      else void session.open([textInput(t.import.pasteName, text)]);
    };
    document.addEventListener("paste", paste);
    return () => document.removeEventListener("paste", paste);
  });
}

/** Turns an error while drawing into the failure screen. */
class SafetyNet extends Component<{ session: Session; children: ComponentChildren }, { broken: boolean }> {
  override state = { broken: false };
  #stop: (() => void) | undefined;

  override componentDidCatch(error: unknown) {
    this.setState({ broken: true });
    this.props.session.fail(error);
    // The next change of the session draws anew.
    this.#stop ??= this.props.session.subscribe(() => this.setState({ broken: false }));
  }

  override componentWillUnmount() {
    this.#stop?.();
  }

  override render({ session, children }: { session: Session; children: ComponentChildren }) {
    const { failure } = session.state;
    return this.state.broken && failure ? <Failed failure={failure} /> : children;
  }
}
