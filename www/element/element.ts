// The custom element: settings in as attributes, files in as methods, counts out as events.

import { h, render } from "preact";
import { App } from "../app/app.tsx";
import type { Settings, Theme } from "../app/context.ts";
import { textInput } from "../app/intake.ts";
import { Session } from "../app/session.ts";
import { styleText } from "../app/styles/index.ts";
import type { Input, Severity } from "../engine/client.ts";
import { pickLang, words, type Lang } from "../i18n/index.ts";

/** Detail of `qz-result`: counts, never words of a message. */
export interface ResultDetail {
  /** Messages scanned. */
  messages: number;
  /** Messages with at least one finding. */
  messagesHit: number;
  /** Findings. */
  hits: number;
  /** Findings by severity. */
  bySeverity: Partial<Record<Severity, number>>;
}

export interface QunZhenElement extends HTMLElement {
  /**
   * Reads chat exports and shows the confirm screen; replaces what was open. Files of one folder, whose names begin with
   * it (`export/general/1.json`), may become one chat.
   */
  open(files: Input[]): Promise<void>;
  /** The same for text, as if it had been pasted. */
  openText(text: string): Promise<void>;
  /** Forgets all files and results, ends the worker and gives its memory back. */
  clearAll(): void;
}

export interface ElementOptions {
  /** Makes the worker of an analysis; called when the first file is opened, and again after a cancel. */
  spawn: () => Worker;
  /** Shown in the footer as the build; default: none. */
  build?: string;
}

const THEMES: readonly string[] = ["auto", "light", "dark"] satisfies Theme[];

/**
 * Makes the class of `<qun-zhen>`. It is made by a call, so that importing this module needs no browser.
 *
 * Attributes
 * - `lang`: `zh-CN` or `en`; default: the language of the browser.
 * - `theme`: `auto` (default), `light` or `dark`.
 *
 * Methods: {@link QunZhenElement}.
 *
 * Events, all composed and bubbling; no words of a message are in any of them
 * - `qz-ready`: the element is drawn and takes files.
 * - `qz-result`: a scan is done; `detail` is a {@link ResultDetail}.
 * - `qz-error`: a step failed; `detail.code` is a stable code, for example `crashed`. Files that cannot be read are no
 *   errors of a step; the confirm screen lists them.
 * - `qz-settings`: language or theme was changed by hand; `detail` is `{ lang, theme }`.
 *
 * Tokens, to set on the element from outside: `--qz-ground`, `--qz-surface`, `--qz-raised`, `--qz-ink`, `--qz-muted`,
 * `--qz-line`, `--qz-edge`, `--qz-accent`, `--qz-on-accent`, `--qz-accent-soft`, `--qz-s1` to `--qz-s4`,
 * `--qz-s1-soft` to `--qz-s4-soft`, `--qz-font`, `--qz-radius`. Set them for both themes.
 *
 * Taken out of the document, the element ends its worker and keeps what it shows; put back, it reads the files again.
 */
export function makeQunZhen({ spawn, build = "" }: ElementOptions): new () => QunZhenElement {
  return class extends HTMLElement implements QunZhenElement {
    static observedAttributes = ["lang", "theme"];
    #root = this.attachShadow({ mode: "open" });
    #drawn = false;
    #session = new Session(spawn, (event) => {
      if (event.type === "error") return this.#emit("qz-error", { code: event.code });
      const { messages, messages_hit, hits, by_severity } = event.report;
      this.#emit("qz-result", { messages, messagesHit: messages_hit, hits, bySeverity: by_severity } satisfies ResultDetail);
    });

    constructor() {
      super();
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(styleText);
      this.#root.adoptedStyleSheets = [sheet];
    }

    connectedCallback() {
      this.#draw();
      void this.#session.resume();
      if (this.#drawn) return;
      this.#drawn = true;
      this.#emit("qz-ready", {});
    }

    disconnectedCallback() {
      // Moving an element disconnects it for a moment only.
      queueMicrotask(() => {
        if (this.isConnected) return;
        this.#session.suspend();
        render(null, this.#root);
      });
    }

    attributeChangedCallback() {
      if (this.isConnected) this.#draw();
    }

    open(files: Input[]): Promise<void> {
      return this.#session.open([...files]);
    }

    openText(text: string): Promise<void> {
      return this.#session.open([textInput(words(this.#lang).import.pasteName, text)]);
    }

    clearAll(): void {
      this.#session.clear();
    }

    get #lang(): Lang {
      return pickLang(this.getAttribute("lang") ?? navigator.language);
    }

    get #theme(): Theme {
      const theme = this.getAttribute("theme") ?? "";
      return THEMES.includes(theme) ? (theme as Theme) : "auto";
    }

    #draw() {
      const settings: Settings = {
        lang: this.#lang,
        theme: this.#theme,
        build,
        setLang: (lang) => this.#change("lang", lang),
        setTheme: (theme) => this.#change("theme", theme),
      };
      render(h(App, { session: this.#session, settings }), this.#root);
    }

    #change(name: "lang" | "theme", value: string) {
      this.setAttribute(name, value);
      this.#emit("qz-settings", { lang: this.#lang, theme: this.#theme });
    }

    #emit(type: string, detail: object) {
      this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
    }
  };
}

/** Defines `<qun-zhen>` once; a second call changes nothing. */
export function defineQunZhen(options: ElementOptions): void {
  if (!customElements.get("qun-zhen")) customElements.define("qun-zhen", makeQunZhen(options));
}
