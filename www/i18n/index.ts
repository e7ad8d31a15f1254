// Every word the page and the command line show, by language. No DOM in this folder.

import type { Failure, Localized, Note } from "../engine/types.ts";
import type { Lang } from "./format.ts";
import { en } from "./en.ts";
import { enEngine } from "./en.engine.ts";
import { zhCN } from "./zh-CN.ts";
import { zhCNEngine } from "./zh-CN.engine.ts";

export * from "./format.ts";

/** The same keys, each a text or a function of the same arguments. */
export type SameKeys<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => string ? (...args: A) => string : T[K] extends string ? string : SameKeys<T[K]>;
};

/** What is said about a failure: what it is, and what to do. */
export interface FailureWords {
  what: string;
  todo: string;
}

/** A fact from the engine put into words; the facts come by name. */
export type Say<R> = (args: Readonly<Record<string, string>>) => R;

export type Words = SameKeys<typeof zhCN>;
export type EngineWords = SameKeys<Omit<typeof zhCNEngine, "failures" | "notes">> & {
  failures: { [K in keyof typeof zhCNEngine.failures]: Say<FailureWords> };
  notes: { [K in keyof typeof zhCNEngine.notes]: Say<string> };
};

const pages: Record<Lang, Words> = { "zh-CN": zhCN, en };
const engines: Record<Lang, EngineWords> = { "zh-CN": zhCNEngine, en: enEngine };

/** The words of the page. */
export function words(lang: Lang): Words {
  return pages[lang];
}

/** The words for what the engine reports: formats, kinds, roles, notes, failures. */
export function engineWords(lang: Lang): EngineWords {
  return engines[lang];
}

/** The language for a BCP 47 tag: Chinese of any kind is `zh-CN`, all else `en`. */
export function pickLang(tag: string | null | undefined): Lang {
  return /^zh\b/i.test(tag ?? "") ? "zh-CN" : "en";
}

/** The half of a text from a rule pack that is in this language. */
export function localized(lang: Lang, text: Localized): string {
  return (lang === "en" ? text.en : text.zh) || text.zh || text.en;
}

/** Looks a code up in a table; `undefined` where this build has no words for it. */
export function lookup<T>(table: Readonly<Record<string, T>>, code: string): T | undefined {
  return Object.hasOwn(table, code) ? table[code] : undefined;
}

/** A failure in words; the English message of the engine where the code is unknown. */
export function failureWords(lang: Lang, failure: Pick<Failure, "code" | "args" | "message">): FailureWords {
  const table = engineWords(lang);
  const say = lookup<Say<FailureWords>>(table.failures, failure.code);
  return say ? say(failure.args) : { what: failure.message, todo: table.unknownTodo };
}

/** A note in words; `fallback`, the engine's English, where the code is unknown. */
export function noteWords(lang: Lang, note: Note, fallback: string): string {
  const say = lookup<Say<string>>(engineWords(lang).notes, note.code);
  return say ? say(note.args) : fallback || note.code;
}
