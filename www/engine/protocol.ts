// What crosses between the page and the worker. Four shapes: a call in; progress, result or error out.

import type { AnalysisReport, AnalyzeOptions, ClassifyOptions, ClassifyRow, CopyOptions, CopyReport, DiagnoseOptions, Explanation, GoldLabel, GoldReport, GoldSample, HeadReport, MemberRow, MessageRow, OwnRules, PackText, ParseOptions, ParseReport, Peek, Preview, ProgressReport, Role, RoleOptions, RuleInfo, ScanReport, ScanRow, TrafficReport, TryRow, ViewFilter, ViewRow } from "./types.ts";

/** A file to read: a browser `File`, such a file under another name, or bytes under a name. */
export type Input = File | { name: string; file: File } | { name: string; bytes: Uint8Array };

/** A text to scan, and who says it (default `unknown`). */
export type ScanInput = string | { text: string; role?: Role };

/** Texts to scan as one: each that crosses by itself costs as much as it takes to scan it. */
export interface JoinedTexts {
  /** With a line feed between each two. */
  text: string;
  /** In UTF-16 code units. */
  lengths: Uint32Array;
  /** Places in `ROLES`. */
  roles: Uint8Array;
}

/** Every call of the engine, with its arguments and its result. Every result is plain data. */
export interface Calls {
  /** Reads files and keeps them loaded; a second call replaces the first. One options object for all, or one a file. */
  parse(inputs: Input[], options?: ParseOptions | ParseOptions[]): ParseReport;
  /** The first lines of a file that may be anything, for whoever has to say what it is. */
  peek(input: Input, lines: number): Peek;
  /** Joins conversations, given by id, into the first of them; findings are dropped. The report has no failures. */
  join(conversations: string[]): ParseReport;
  /** Messages of one conversation, `from` and `count` in `MessageRow.index`; at most 10,000 a call. */
  messages(conversation: string, from: number, count: number): MessageRow[];
  /** People, most messages first; at most 10,000 a call. */
  members(conversation: string | null, from: number, count: number): MemberRow[];
  /** Scores texts that are not loaded, in order, as if customers had written them; `line` counts from 1. */
  classify(texts: string[], options?: Partial<ClassifyOptions>): ClassifyRow[];
  /** Why the text model scores a text as it does. */
  explain(text: string): Explanation;
  /** What the text model can do, measured on texts held back from its training. */
  model(): HeadReport[];
  /** Scans texts that are not loaded, in order; `line` counts from 1. Texts without findings are left out: see `scanTexts`. */
  scan(texts: JoinedTexts): ScanRow[];
  /** Checks copy before it is sent: its problems in place, with law, penalty, what may make them fine, and wordings that heal them. */
  checkCopy(text: string, options?: Partial<CopyOptions>): CopyReport;
  /** Scans everything loaded. */
  scanLoaded(roles?: RoleOptions): ScanReport;
  /** Scans everything loaded and says what is going on in it: incidents, people, numbers. */
  analyze(options?: Partial<AnalyzeOptions>): AnalysisReport;
  /** Chooses what `viewRows` pages through; returns how many rows there are. Needs `scanLoaded` first. */
  selectView(filter: ViewFilter): number;
  /** Rows of the chosen view, in conversation order, then time. At most 1,000 a call. */
  viewRows(from: number, count: number): ViewRow[];
  /** Positions in the chosen view that have findings, ascending. */
  viewHits(): Uint32Array;
  /** Position in the chosen view of a message (`ViewRow.message`), or -1. */
  viewPosition(message: number): number;
  /** One message with all its text and findings; `null` past the end. */
  wholeMessage(message: number): ViewRow | null;
  /** Every rule loaded. */
  rules(): RuleInfo[];
  /** Every format id this build reads. */
  formats(): string[];
  /** Loads a rule pack (TOML or JSON); throws with code `pack` where it or one of its examples is wrong. `name` is its file's, for that message. */
  addPack(text: string, name?: string): void;
  /** Replaces everything of the user's about rules at once; throws with code `pack`, and changes nothing, where a pack is wrong. */
  setRules(own: OwnRules): void;
  /** A pack written as TOML or JSON. */
  packText(pack: PackText, format: "toml" | "json"): string;
  /** What texts hit with the rules in use, and with draft packs in place of those of the same id. Examples are not run. */
  tryText(packs: PackText[], texts: ScanInput[]): TryRow[];
  /** What draft packs would find in what is loaded; without `roles`, those of the last scan count. Changes nothing. */
  preview(packs: PackText[], roles?: RoleOptions): Preview;
  /** Messages for a person to judge, half of them with findings; needs `scanLoaded` first. The same seed gives the same. */
  goldSample(count: number, seed: number): GoldSample;
  /** How the rules in use do by judgements. */
  goldScore(labels: GoldLabel[]): GoldReport;
  /** What traffic tables, read as one, show; `noted` are tables of what happened. Nothing of them is kept. */
  diagnose(tables: Input[], noted?: Input[], options?: DiagnoseOptions): TrafficReport;
  /** Bytes of memory the engine holds. */
  memory(): number;
}

export type CallName = keyof Calls;
export type ToWorker = { id: number; call: CallName; args: unknown[] };
export type FromWorker =
  | { id: number; progress: ProgressReport }
  | { id: number; ok: unknown }
  | { id: number; error: { code: string; message: string; file: string; args: Record<string, string> } };
