// What every screen needs: the session, the words, the settings.

import { createContext } from "preact";
import { useContext, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { engineWords, formatTime, words, type EngineWords, type Lang, type TimeStyle, type Words } from "../i18n/index.ts";
import type { Session, State } from "./session.ts";

export type Theme = "auto" | "light" | "dark";

export interface Settings {
  lang: Lang;
  theme: Theme;
  /** Short name of the build; empty where unknown. */
  build: string;
  setLang(lang: Lang): void;
  setTheme(theme: Theme): void;
}

export interface App extends Settings {
  session: Session;
  state: State;
  t: Words;
  e: EngineWords;
  time(value: string | null, style?: TimeStyle): string;
  /** `true` where the element is narrower than 720 px. */
  narrow: boolean;
}

const Context = createContext<App | null>(null);
export const AppProvider = Context.Provider;

export function useApp(): App {
  const app = useContext(Context);
  if (!app) throw new Error("useApp outside of the app");
  return app;
}

/** The words and formats of one language. */
export function speak(lang: Lang): Pick<App, "t" | "e" | "time"> {
  const t = words(lang);
  return { t, e: engineWords(lang), time: (value, style) => (value === null ? t.noTime : formatTime(lang, value, style)) };
}

export function useSessionState(session: Session): State {
  const [state, setState] = useState(session.state);
  useEffect(() => {
    setState(session.state);
    return session.subscribe(() => setState(session.state));
  }, [session]);
  return state;
}

/** The answer of a media query, kept up to date. */
export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const update = () => setMatches(list.matches);
    update();
    list.addEventListener("change", update);
    return () => list.removeEventListener("change", update);
  }, [query]);
  return matches;
}

/** A heading that takes the focus when its screen appears, so that a screen reader starts there. */
export function useFocusOnce<T extends HTMLElement>() {
  const ref = useRef<T>(null);
  useLayoutEffect(() => ref.current?.focus({ preventScroll: true }), []);
  return ref;
}
