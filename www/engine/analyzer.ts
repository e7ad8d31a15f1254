// The analyzer for programs: the same calls over a worker in a browser and over the core itself in Node.

import type { CallOptions } from "./client.ts";
import type { CallsOver } from "./dispatch.ts";
import type { CallName, Calls, ScanInput } from "./protocol.ts";
import type { AnalysisReport, AnalyzeOptions, ClassifyOptions, ClassifyRow, CopyOptions, CopyReport, DiagnoseOptions, Explanation, GoldLabel, GoldReport, GoldSample, HeadReport, MemberRow, MessageRow, OwnRules, PackText, ParseOptions, ParseReport, Peek, Preview, RoleOptions, RuleInfo, ScanReport, ScanRow, TrafficReport, TryRow, ViewFilter, ViewRow } from "./types.ts";
import { scanTexts } from "./texts.ts";

/** Whatever answers calls: an `Engine` in a browser, a `NodeEngine` in Node. */
export interface Caller<I> {
  call<N extends CallName>(call: N, args: Parameters<CallsOver<I>[N]>, options?: CallOptions): Promise<ReturnType<Calls[N]>>;
  dispose(): void;
}

/** Reads chat exports and scans them. Every failure is an `EngineError` with a stable `code`. */
export class Analyzer<I> {
  #engine: Caller<I>;

  constructor(engine: Caller<I>) {
    this.#engine = engine;
  }

  /** Reads files and keeps them loaded; a second call replaces the first. `files` are options for all, or one a file. */
  parse(inputs: I[], { files = {}, ...options }: CallOptions & { files?: ParseOptions | ParseOptions[] } = {}): Promise<ParseReport> {
    return this.#engine.call("parse", [inputs, files], options);
  }

  /** The first lines of a file that may be anything, for whoever has to say what it is. */
  peek(input: I, lines: number, options: CallOptions = {}): Promise<Peek> {
    return this.#engine.call("peek", [input, lines], options);
  }

  /** Joins conversations that are one, given by id, into the first of them. */
  join(conversations: string[], options: CallOptions = {}): Promise<ParseReport> {
    return this.#engine.call("join", [conversations], options);
  }

  /** Scans texts that are not loaded, in order. */
  scan(texts: ScanInput[], options: CallOptions = {}): Promise<ScanRow[]> {
    return scanTexts(this.#engine, texts, options);
  }

  /** Scores texts that are not loaded, in order: how likely each is offensive, and a complaint (default `sensitivity`: `balanced`). */
  classify(texts: string[], { sensitivity = "balanced", ...options }: CallOptions & Partial<ClassifyOptions> = {}): Promise<ClassifyRow[]> {
    return this.#engine.call("classify", [texts, { sensitivity }], options);
  }

  /** What spoke for and against in the scores of a text. */
  explain(text: string, options: CallOptions = {}): Promise<Explanation> {
    return this.#engine.call("explain", [text], options);
  }

  /** What the text model can do, measured on texts held back from its training. */
  model(options: CallOptions = {}): Promise<HeadReport[]> {
    return this.#engine.call("model", [], options);
  }

  /**
   * Checks copy before it is sent, for a product (default `general`) and a channel (default `group`): each problem in
   * place, with law, penalty, what may make it fine, and wordings with which it is gone.
   */
  checkCopy(text: string, { product = "general", channel = "group", ...options }: CallOptions & Partial<CopyOptions> = {}): Promise<CopyReport> {
    return this.#engine.call("checkCopy", [text, { product, channel }], options);
  }

  /** Scans everything loaded. */
  scanLoaded({ staff = [], sellers = [], complete = false, ...options }: CallOptions & Partial<RoleOptions> = {}): Promise<ScanReport> {
    return this.#engine.call("scanLoaded", [{ staff, sellers, complete }], options);
  }

  /** Scans everything loaded and says what is going on in it: incidents with their evidence and clocks, people, numbers. */
  analyze({ signal, onProgress, ...analysis }: CallOptions & Partial<AnalyzeOptions> = {}): Promise<AnalysisReport> {
    return this.#engine.call("analyze", [analysis], { signal, onProgress });
  }

  /** Messages of one conversation by their `index`; at most 10,000 a call. */
  messages(conversation: string, from: number, count: number, options: CallOptions = {}): Promise<MessageRow[]> {
    return this.#engine.call("messages", [conversation, from, count], options);
  }

  /** People of one conversation or (`null`) of all, most messages first; at most 10,000 a call. */
  members(conversation: string | null, from: number, count: number, options: CallOptions = {}): Promise<MemberRow[]> {
    return this.#engine.call("members", [conversation, from, count], options);
  }

  /** Chooses the messages that `rows` and `hits` speak of, after `scanLoaded`; tells how many there are. */
  select(filter: Partial<ViewFilter> = {}, options: CallOptions = {}): Promise<number> {
    return this.#engine.call("selectView", [{ conversation: null, rule: null, member: null, severity: null, hits_only: false, ...filter }], options);
  }

  /** Chosen messages with their findings; at most 1,000 a call. */
  rows(from: number, count: number, options: CallOptions = {}): Promise<ViewRow[]> {
    return this.#engine.call("viewRows", [from, count], options);
  }

  /** Positions of chosen messages that have findings, ascending. */
  hits(options: CallOptions = {}): Promise<Uint32Array> {
    return this.#engine.call("viewHits", [], options);
  }

  /** One message (`ViewRow.message`) with all its text and findings. */
  message(message: number, options: CallOptions = {}): Promise<ViewRow | null> {
    return this.#engine.call("wholeMessage", [message], options);
  }

  /** Every rule loaded. */
  rules(options: CallOptions = {}): Promise<RuleInfo[]> {
    return this.#engine.call("rules", [], options);
  }

  /** Every format id this build reads. */
  formats(options: CallOptions = {}): Promise<string[]> {
    return this.#engine.call("formats", [], options);
  }

  /** Loads a rule pack (TOML or JSON) until the next cancel. */
  addPack(text: string, name = "", options: CallOptions = {}): Promise<void> {
    return this.#engine.call("addPack", [text, name], options);
  }

  /** Replaces all packs beside the built-in ones, and what is changed about rules, until the next cancel. */
  setRules({ packs = [], profile = { rules: {}, groups: [], exempt: [] }, ...options }: CallOptions & Partial<OwnRules> = {}): Promise<void> {
    return this.#engine.call("setRules", [{ packs, profile }], options);
  }

  /** A pack written as TOML or JSON. */
  packText(pack: PackText, format: "toml" | "json", options: CallOptions = {}): Promise<string> {
    return this.#engine.call("packText", [pack, format], options);
  }

  /** What texts hit with the rules in use, and with draft packs. */
  tryText(packs: PackText[], texts: ScanInput[], options: CallOptions = {}): Promise<TryRow[]> {
    return this.#engine.call("tryText", [packs, texts], options);
  }

  /** What draft packs would find in what is loaded. */
  preview(packs: PackText[], options: CallOptions = {}): Promise<Preview> {
    return this.#engine.call("preview", [packs], options);
  }

  /** Messages for a person to judge, after `scanLoaded`. */
  goldSample(count = 200, seed = 1, options: CallOptions = {}): Promise<GoldSample> {
    return this.#engine.call("goldSample", [count, seed], options);
  }

  /** How the rules in use do by judgements. */
  goldScore(labels: GoldLabel[], options: CallOptions = {}): Promise<GoldReport> {
    return this.#engine.call("goldScore", [labels], options);
  }

  /**
   * What traffic tables show, several files read as one: where levels changed, cliffs with their depth, sources, cause and
   * recovery. `notes` are tables of what happened. Nothing of them is kept.
   */
  diagnose(tables: I | I[], { notes = [], tz, columns, year, ...options }: CallOptions & DiagnoseOptions & { notes?: I[] } = {}): Promise<TrafficReport> {
    const how: DiagnoseOptions = { ...(tz !== undefined && { tz }), ...(columns !== undefined && { columns }), ...(year !== undefined && { year }) };
    return this.#engine.call("diagnose", [Array.isArray(tables) ? tables : [tables], notes, how], options);
  }

  /** Ends the engine and gives back its memory; every later call fails with code `disposed`. */
  dispose(): void {
    this.#engine.dispose();
  }
}
