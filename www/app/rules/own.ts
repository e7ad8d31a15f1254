// The user's own rules as the page keeps them, and as the engine takes them. No DOM here.

import type { OwnRules, PackText, Profile, Role, RuleInfo, RuleSetting, Severity } from "../../engine/client.ts";

/** A word, phrase or small rule made with the form. */
export interface Entry {
  /** Unique for ever, also the id of its rule. */
  id: string;
  on: boolean;
  /** Id of the rule it adds to; empty: it is a rule by itself. */
  target: string;
  words: string[];
  title: string;
  category: string;
  severity: Severity;
  /** Whose words count; empty: everyone's. */
  speakers: Role[];
  /** One of these must be in the message, too. */
  and: string[];
  /** Phrases that hide what lies in them. */
  mask: string[];
  /** Phrases that spare the whole message. */
  veto: string[];
  action: string;
  /** A sentence it must find, and one it must not; empty: made up from the words. */
  hit: string;
  miss: string;
  /** Who says them. */
  by: Role;
}

/** A pack from a file, kept as it came. */
export interface Pack {
  /** The pack's own id. */
  id: string;
  on: boolean;
  name: string;
  text: string;
  title: string;
  /** Ids of the rules it defines, and how many additions to others it has. */
  rules: string[];
  additions: number;
}

export interface Own {
  /** Number of the next entry. */
  next: number;
  entries: Entry[];
  packs: Pack[];
  profile: Profile;
  /** Kept on this device. */
  keep: boolean;
}

export const NONE: Own = { next: 1, entries: [], packs: [], profile: { rules: {}, groups: [], exempt: [] }, keep: false };

/** Id of the pack that the entries make up. */
export const MINE = "my-rules";
export const EVERYONE: readonly Role[] = ["official", "seller", "member", "unknown"];

export const BLANK: Entry = {
  id: "", on: true, target: "", words: [], title: "", category: "group", severity: "S3", speakers: [], and: [], mask: [], veto: [], action: "", hit: "", miss: "", by: "member",
};

const NEUTRAL = ["好的，收到", "早上好", "谢谢大家", "明天见"];

/** Words as people type them: one a line, or with commas or 、 between them. */
export function splitWords(text: string): string[] {
  return [...new Set(text.split(/[\n,，、;；]+/).map((word) => word.trim()).filter(Boolean))];
}

/** The sentence by which an entry is checked, unless the user gives one. */
export function sentenceOf(entry: Entry): string {
  return entry.hit.trim() || [entry.words[0], entry.and[0]].filter(Boolean).join("，");
}

/** Who says the sentences: someone whose words count. */
export function speakerOf(entry: Entry, rules: ReadonlyMap<string, RuleInfo>): Role {
  const speakers = rules.get(entry.target)?.speakers ?? (entry.speakers.length ? entry.speakers : EVERYONE);
  return speakers.includes("member") ? "member" : (speakers[0] ?? "member");
}

/** One entry in the schema of packs. */
function body(entry: Entry): object {
  const { by } = entry;
  const list = (key: string, any: string[]) => any.length > 0 && { [key]: { any } };
  const all = [...entry.words, ...entry.and];
  const miss = entry.miss.trim() || (NEUTRAL.find((text) => !all.some((word) => text.includes(word))) ?? "。");
  const common = {
    ...(entry.words.length > 0 || !entry.target ? { match: [{ any: entry.words, ...(entry.and.length > 0 && { and: [{ any: entry.and }] }) }] } : {}),
    ...list("mask", entry.mask),
    ...list("veto", entry.veto),
    examples: { hit: [{ by, text: sentenceOf(entry) }], miss: [{ by, text: miss }] },
  };
  if (entry.target) return { id: entry.target, ...common };
  return {
    id: entry.id,
    title: titleOf(entry),
    category: entry.category,
    severity: entry.severity,
    ...(entry.speakers.length > 0 && entry.speakers.length < 4 && { speakers: entry.speakers }),
    ...(entry.action.trim() && { action: entry.action.trim() }),
    ...common,
  };
}

export function titleOf(entry: Entry): string {
  return entry.title.trim() || entry.words.slice(0, 3).join("、");
}

/** Entries as one pack. */
export function packOf(entries: readonly Entry[], id = MINE): PackText {
  const rule = entries.filter(({ target }) => !target).map(body);
  const extend = entries.filter(({ target }) => target).map(body);
  return { name: id, text: JSON.stringify({ pack: { id, version: "1", title: { zh: "我的规则", en: "My rules" } }, rule, extend }) };
}

/** The entries in the order in which the engine counts the items of {@link packOf}. */
export function inOrder(entries: readonly Entry[]): Entry[] {
  return [...entries.filter(({ target }) => !target), ...entries.filter(({ target }) => target)];
}

/** What the engine is given. */
export function wire(own: Own): OwnRules {
  const packs = own.packs.filter(({ on }) => on).map(({ name, text }) => ({ name, text }));
  const on = own.entries.filter((entry) => entry.on);
  if (on.length) packs.push(packOf(on));
  return { packs, profile: own.profile };
}

export function isEmpty({ entries, packs, profile }: Own): boolean {
  return !entries.length && !packs.length && !Object.keys(profile.rules).length && !profile.groups.length && !profile.exempt.length;
}

/** Adds an entry, or replaces the one of its id. */
export function withEntry(own: Own, entry: Entry): Own {
  if (own.entries.some(({ id }) => id === entry.id)) return { ...own, entries: own.entries.map((old) => (old.id === entry.id ? entry : old)) };
  const id = `MY-${String(own.next).padStart(2, "0")}`;
  return { ...own, next: own.next + 1, entries: [...own.entries, { ...entry, id }] };
}

/** A pack from a file; one of the same id is replaced. */
export function withPack(own: Own, pack: Pack): Own {
  return { ...own, packs: [...own.packs.filter(({ id }) => id !== pack.id), pack] };
}

/** Changes what a profile says about a rule, everywhere or in one group; `undefined` takes a setting back. */
export function withSetting(profile: Profile, rule: string, change: { [K in keyof RuleSetting]: RuleSetting[K] | undefined }, group?: string): Profile {
  const merged = (rules: Record<string, RuleSetting>) => {
    const { [rule]: old, ...rest } = rules;
    const setting = Object.fromEntries(Object.entries({ ...old, ...change }).filter(([, value]) => value !== undefined)) as RuleSetting;
    return Object.keys(setting).length ? { ...rest, [rule]: setting } : rest;
  };
  if (group === undefined) return { ...profile, rules: merged(profile.rules) };
  const before = profile.groups.find((own) => own.group === group) ?? { group, rules: {} };
  const after = { group, rules: merged(before.rules) };
  const others = profile.groups.filter((own) => own.group !== group);
  return { ...profile, groups: Object.keys(after.rules).length ? [...others, after] : others };
}

export function withExemption(own: Own, fingerprint: string): Own {
  return { ...own, profile: { ...own.profile, exempt: [...new Set([...own.profile.exempt, fingerprint])] } };
}

interface Terms {
  any?: string[];
  patterns?: unknown[];
}
interface PackJson {
  pack: { id: string; title: string | { zh: string; en: string } };
  rule?: (object & { id: string })[];
  extend?: (object & { id: string })[];
}

/** A pack in the engine's own JSON, as the page keeps it. */
export function packFrom(name: string, text: string, json: string): Pack {
  const { pack, rule = [], extend = [] } = JSON.parse(json) as PackJson;
  return { id: pack.id, on: true, name, text, title: one(pack.title), rules: rule.map(({ id }) => id), additions: extend.length };
}

/** The entries of a pack that was made with the form; `null` where any of it is more than the form can show. */
export function entriesFrom(json: string): Entry[] | null {
  const { pack, rule = [], extend = [] } = JSON.parse(json) as PackJson;
  if (pack.id !== MINE) return null;
  const entries = [...rule.map((own) => entryFrom(own, "")), ...extend.map((own) => entryFrom(own, own.id))];
  return entries.every((entry) => entry !== null) ? entries : null;
}

function entryFrom(own: object, target: string): Entry | null {
  const { id, title = "", category = "group", severity = "S3", speakers = [], action = "", match = [], mask = {}, veto = {}, examples, frames } = own as {
    id: string; title?: string | { zh: string; en: string }; category?: string; severity?: Severity; speakers?: Role[]; action?: string | { zh: string; en: string };
    match?: { any?: string[]; patterns?: unknown[]; and?: Terms[]; speakers?: unknown }[]; mask?: Terms; veto?: Terms; frames?: unknown;
    examples?: { hit?: { by: Role; text: string }[]; miss?: { text: string }[] };
  };
  const [first, ...more] = match;
  const and = first?.and ?? [];
  const hard = more.length > 0 || and.length > 1 || frames || first?.patterns || first?.speakers || [mask, veto, ...and].some(({ patterns }) => patterns);
  if (hard) return null;
  return {
    ...BLANK, id: target ? "" : id, target, title: one(title), category, severity, speakers, action: one(action),
    words: first?.any ?? [], and: and[0]?.any ?? [], mask: mask.any ?? [], veto: veto.any ?? [],
    hit: examples?.hit?.[0]?.text ?? "", miss: examples?.miss?.[0]?.text ?? "",
    by: examples?.hit?.[0]?.by ?? "member",
  };
}

function one(text: string | { zh: string; en: string }): string {
  return typeof text === "string" ? text : text.zh;
}
