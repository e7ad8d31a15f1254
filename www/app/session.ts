// The state of one analysis: which files, how far, what was found. No DOM here; screens subscribe.

import { Engine, EngineError, type CallOptions, type Calls, type CopyOptions, type CopyReport, type Failure, type Input, type JoinReport, type MessageRow, type ParseOptions, type ParseReport, type ProgressReport, type Role, type RuleInfo, type ScanReport } from "../engine/client.ts";
import type { CallName } from "../engine/protocol.ts";
import { folderOf, today } from "../engine/files.ts";
import { without } from "./groups.ts";
import { countOpen, joinKey, offersOf, type Offer } from "./joins.ts";
import { joinPeople, keepRoles, roleOptions, type Person } from "./people.ts";
import type { Gold } from "./rules/gold.ts";
import type { ImportNote } from "./rules/import-packs.ts";
import { isEmpty, NONE, wire, type Entry, type Own } from "./rules/own.ts";
import { loadOwn, saveOwn } from "./rules/store.ts";

export type Screen = "import" | "working" | "confirm" | "results" | "failed";

/** What the person is at: the chats, whose screens are {@link Screen}, copy before it is sent, or the rules. */
export type Place = "chats" | "copy" | "rules";

/** Something that runs: reading, checking, or reading and checking again what was already on the screen. */
export interface Job {
  kind: "parse" | "scan" | "restore";
  progress: ProgressReport | null;
  /** `true` where the confirm screen stays visible meanwhile. */
  inPlace: boolean;
}

/** The parts of the rules screen. */
export type RulesTab = "own" | "builtin" | "gold";

/** A change of the rules that can be taken back. */
export interface Undo {
  kind: "exempt" | "delete" | "off" | "severity" | "reset" | "imported" | "forget";
  /** What it was about: words, a rule. */
  name: string;
}

export interface State {
  place: Place;
  rulesTab: RulesTab;
  own: Own;
  /** What was changed last, and how everything was before. */
  undo: (Undo & { before: Own }) | null;
  /** The browser would not keep them. */
  keepFailed: boolean;
  /** Why the kept rules could not be used. */
  ownFailure: Failure | null;
  /** What the form of the rules screen shows. */
  draft: Entry | null;
  /** Counts drafts that did not come from the form itself. */
  drafts: number;
  imported: ImportNote | null;
  /** Lines being judged, and the judgements. */
  gold: Gold | null;
  screen: Screen;
  inputs: Input[];
  /** One a file, by position. */
  options: ParseOptions[];
  job: Job | null;
  report: ParseReport | null;
  /** What was decided about conversations of several files. */
  joins: Decisions;
  /** First rows by conversation id. */
  previews: ReadonlyMap<string, MessageRow[]>;
  people: Person[];
  formats: string[];
  rules: ReadonlyMap<string, RuleInfo>;
  scan: ScanReport | null;
  /** Why the last step failed as a whole. */
  failure: Failure | null;
  /** Counts scans, so that a view knows its rows are of an older one. */
  generation: number;
}

/** Keys are those of `joinKey`; they outlive a rereading, which numbers conversations anew. */
export interface Decisions {
  /** `true` after what had been joined without asking was taken apart. */
  keepApart: boolean;
  /** Joined by hand. */
  joined: ReadonlySet<string>;
  /** Said to be different. */
  different: ReadonlySet<string>;
}

/** Changes of how a file is read; `undefined` takes a setting back. */
export type OptionsChange = { [K in keyof ParseOptions]: ParseOptions[K] | undefined };

/** Copy being written; what is in it outlives a look at another place. */
export interface Draft extends CopyOptions {
  text: string;
}

const newDraft = (): Draft => ({ text: "", product: "general", channel: "group" });

/** What the outside hears. */
export type Notify = (event: { type: "result"; report: ScanReport } | { type: "error"; code: string }) => void;

/** How a job ended; `replaced` by a newer one, which then owns the state. */
type Outcome = "done" | "stopped" | "replaced";

const MEMBERS_A_CALL = 10_000;
const PREVIEW_ROWS = 4;
const PREVIEW_CONVERSATIONS = 60;

const UNDECIDED: Decisions = { keepApart: false, joined: new Set(), different: new Set() };

const EMPTY: State = {
  place: "chats",
  rulesTab: "own",
  own: NONE,
  keepFailed: false,
  undo: null,
  ownFailure: null,
  draft: null,
  drafts: 0,
  imported: null,
  gold: null,
  screen: "import",
  inputs: [],
  options: [],
  job: null,
  report: null,
  joins: UNDECIDED,
  previews: new Map(),
  people: [],
  formats: [],
  rules: new Map(),
  scan: null,
  failure: null,
  generation: 0,
};

export class Session {
  /** What is being written in the copy check; another object after everything was forgotten. */
  copyDraft = newDraft();
  #state: State = { ...EMPTY, own: loadOwn() };
  #listeners = new Set<() => void>();
  #engine: Engine | null = null;
  #abort: AbortController | null = null;
  /** What the worker holds; a cancel or a crash empties it. */
  #held: "nothing" | "messages" | "findings" = "nothing";
  #chosen = new Map<string, Role>();
  /** `true` while the worker knows the user's own rules; a cancel or a crash makes it forget them. */
  #ruled = false;
  #running: Promise<unknown> = Promise.resolve();
  #changing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly spawn: () => Worker,
    private readonly notify: Notify,
  ) {}

  get state(): State {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads files, instead of or beside those chosen before. */
  async open(inputs: Input[], beside = false): Promise<void> {
    if (!inputs.length) return;
    const before = beside ? this.#state.inputs : [];
    const options = [...(beside ? this.#state.options : []), ...inputs.map(ofFolder)];
    if (!beside) {
      this.#chosen.clear();
      this.#set({ joins: UNDECIDED });
    }
    this.#set({ inputs: distinct([...before, ...inputs]), options });
    await this.#read(false);
  }

  /** Reads the chosen files once more, for example after a cancel. */
  async again(): Promise<void> {
    await this.#read(false);
  }

  /** Changes how some files are read, and reads at once. */
  async reread(indexes: readonly number[], change: OptionsChange): Promise<void> {
    const before = this.#state.options;
    const concerned = new Set(indexes);
    const merged = (old: ParseOptions) => Object.fromEntries(Object.entries({ ...old, ...change }).filter(([, value]) => value)) as ParseOptions;
    this.#set({ options: before.map((old, i) => (concerned.has(i) ? merged(old) : old)) });
    if ((await this.#read(true)) === "stopped") this.#set({ options: before });
  }

  /** Leaves some files out. */
  async remove(indexes: readonly number[]): Promise<void> {
    const out = new Set(indexes);
    const keep = <T>(list: T[]) => list.filter((_, i) => !out.has(i));
    const { inputs, options, report } = this.#state;
    if (inputs.length <= out.size) return this.clear();
    this.#set({ inputs: keep(inputs), options: keep(options), report: report && without(report, out) });
    await this.#read(true);
  }

  /** Joins conversations that may be one. */
  async join(offer: Offer): Promise<void> {
    const before = this.#state.joins;
    this.#set({ joins: { ...before, joined: new Set([...before.joined, ...offer.keys]) } });
    const outcome = await this.#run("parse", true, "confirm", async (options) => {
      const { report } = this.#state;
      if (this.#held === "nothing" || !report) await this.#parse(options);
      else await this.#show(await this.#joinAgain(report, options), options);
      return "confirm";
    });
    if (outcome === "stopped") this.#set({ joins: before });
  }

  /** Leaves conversations apart that were offered for joining. */
  decline(offer: Offer): void {
    const { joins } = this.#state;
    this.#set({ joins: { ...joins, different: new Set([...joins.different, ...offer.keys]) } });
  }

  /** Takes apart what was joined, by hand or without asking. */
  async split(joins: readonly JoinReport[]): Promise<void> {
    const { report, joins: before } = this.#state;
    if (!report) return;
    const joined = new Set(before.joined);
    let { keepApart } = before;
    if (joins.some(({ reason }) => reason !== "by-hand")) {
      // Nothing is joined without asking from here on, so that what was, and stays, is joined by hand.
      keepApart = true;
      for (const join of report.joins) if (join.other === null) joined.add(joinKey(report, join));
    }
    for (const join of joins) joined.delete(joinKey(report, join));
    this.#set({ joins: { ...before, keepApart, joined } });
    if ((await this.#read(true)) === "stopped") this.#set({ joins: before });
  }

  /** Loads the first rows of a conversation that are not loaded yet. */
  async preview(conversation: string): Promise<void> {
    const { report, previews } = this.#state;
    if (previews.has(conversation) || this.#held === "nothing") return;
    const rows = await this.ask("messages", [conversation, 0, PREVIEW_ROWS]);
    if (this.#state.report === report) this.#set({ previews: new Map([...this.#state.previews, [conversation, rows]]) });
  }

  setRole(key: string, role: Role): void {
    this.#chosen.set(key, role);
    this.#set({ people: this.#state.people.map((person) => (person.key === key ? { ...person, role } : person)) });
  }

  /** Scans what was read and shows the results. */
  async check(): Promise<void> {
    await this.#run("scan", false, "confirm", async (options) => {
      if (this.#held === "nothing") await this.#parse(options);
      await this.#scan(options);
      return "results";
    });
  }

  cancel(): void {
    this.#abort?.abort();
  }

  go(place: Place): void {
    this.#set({ place });
    if (place === "chats") void this.resume();
  }

  showRules(rulesTab: RulesTab): void {
    this.#set({ place: "rules", rulesTab });
  }

  /** Opens the form of the rules screen with this in it. */
  edit(draft: Entry | null): void {
    this.#set({ place: "rules", rulesTab: "own", draft, drafts: this.#state.drafts + 1 });
  }

  /** What the form holds, so that it outlives a look elsewhere. */
  setDraft(draft: Entry): void {
    this.#set({ draft });
  }

  setGold(gold: Gold | null): void {
    this.#set({ gold });
  }

  setImported(imported: ImportNote | null): void {
    this.#set({ imported });
  }

  /** Makes the rules known where no chat was read yet. */
  async loadRules(): Promise<void> {
    if (this.#state.rules.size) return;
    const rules = await this.ask("rules", []);
    this.#set({ rules: new Map(rules.map((rule) => [rule.id, rule])) });
  }

  /**
   * Changes the user's rules, one change after the other, and looks through the chats again. Rejects where a rule is
   * wrong; nothing has changed then.
   */
  changeOwn(change: (own: Own) => Own, undo?: Undo): Promise<void> {
    const done = this.#changing.then(() => this.#changeOwn(change, undo));
    this.#changing = done.catch(() => {});
    return done;
  }

  async #changeOwn(change: (own: Own) => Own, undo?: Undo): Promise<void> {
    await this.#running;
    await this.loadRules();
    const { own: before } = this.#state;
    const own = change(before);
    await this.#call("setRules", [wire(own)], {});
    const rules = new Map((await this.#call("rules", [], {})).map((rule) => [rule.id, rule]));
    const kept = saveOwn(own) && own.keep;
    this.#set({ own: { ...own, keep: kept }, keepFailed: own.keep && !kept, rules, undo: undo ? { ...undo, before } : null, ownFailure: null });
    if (!this.#state.scan) return;
    if (this.#held !== "nothing") await this.#scan({});
    else if (this.#state.screen === "results") await this.#restore();
  }

  /** Takes the last change of the rules back. */
  async undo(): Promise<void> {
    const { undo, own } = this.#state;
    if (undo) await this.changeOwn(() => ({ ...undo.before, next: own.next, keep: own.keep }));
  }

  show(screen: "import" | "confirm"): void {
    this.#drop();
    this.#set({ screen, failure: null, job: null });
  }

  /** After a failure: the step that failed once more, from the files. */
  async retry(): Promise<void> {
    if (this.#state.scan) await this.#restore();
    else await this.#read(false);
  }

  /** Forgets everything and gives the memory back. */
  clear(): void {
    this.#drop();
    this.#engine?.dispose();
    this.#engine = null;
    this.#held = "nothing";
    this.#ruled = false;
    this.#chosen.clear();
    this.copyDraft = newDraft();
    saveOwn(NONE);
    this.#set({ ...EMPTY, place: this.#state.place, generation: this.#state.generation + 1 });
  }

  /** Ends the worker and keeps what is on the screen. */
  suspend(): void {
    this.cancel();
    this.#engine?.dispose();
    this.#engine = null;
    this.#held = "nothing";
    this.#ruled = false;
  }

  /** After {@link suspend}: loads the messages again where the results screen needs them. */
  async resume(): Promise<void> {
    if (this.#state.screen === "results" && this.#held !== "findings") await this.#restore();
  }

  /** A question about what is loaded. Where the worker has lost it, the whole step is shown as failed. */
  async ask<N extends CallName>(call: N, args: Parameters<Calls[N]>): Promise<ReturnType<Calls[N]>> {
    try {
      return await this.#call(call, args, {});
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code === "crashed") this.#fail(failure);
      throw error;
    }
  }

  /** Checks copy. Whatever goes wrong is for the caller to show. */
  checkCopy({ text, product, channel }: Draft): Promise<CopyReport> {
    return this.#call("checkCopy", [text, { product, channel }], {});
  }

  /** Shows an error that no step caught. */
  fail(error: unknown): void {
    this.#fail(failureOf(error));
  }

  /** Cancels the running job without going where a cancel leads. */
  #drop(): void {
    const abort = this.#abort;
    this.#abort = null;
    abort?.abort();
  }

  async #call<N extends CallName>(call: N, args: Parameters<Calls[N]>, options: CallOptions): Promise<ReturnType<Calls[N]>> {
    this.#engine ??= new Engine(this.spawn);
    // A worker may also die while nobody asks it anything.
    if (!this.#engine.live) {
      this.#held = "nothing";
      this.#ruled = false;
    }
    if (!this.#ruled && call !== "setRules") this.#setAgain(this.#engine);
    try {
      const answer = await this.#engine.call(call, args, options);
      if (call === "setRules") this.#ruled = true;
      return answer;
    } catch (error) {
      if (["crashed", "cancelled", "disposed"].includes(failureOf(error).code)) {
        this.#held = "nothing";
        this.#ruled = false;
      }
      throw error;
    }
  }

  /** A fresh worker is told the user's own rules before anything else. */
  #setAgain(engine: Engine): void {
    this.#ruled = true;
    const { own } = this.#state;
    if (isEmpty(own)) return;
    engine.call("setRules", [wire(own)]).catch((error: unknown) => {
      const failure = failureOf(error);
      if (failure.code === "pack") this.#set({ ownFailure: failure });
    });
  }

  #read(inPlace: boolean): Promise<Outcome> {
    return this.#run("parse", inPlace, inPlace ? "confirm" : "import", async (options) => {
      await this.#parse(options);
      return "confirm";
    });
  }

  async #restore(): Promise<void> {
    await this.#run("restore", false, "confirm", async (options) => {
      await this.#parse(options);
      await this.#scan(options);
      return "results";
    });
  }

  /** Runs one job at a time. A cancel leads back to `home`, a failure to its own screen. */
  #run(kind: Job["kind"], inPlace: boolean, home: Screen, work: (options: CallOptions) => Promise<Screen>): Promise<Outcome> {
    const running = this.#runAlone(kind, inPlace, home, work);
    this.#running = running;
    return running;
  }

  async #runAlone(kind: Job["kind"], inPlace: boolean, home: Screen, work: (options: CallOptions) => Promise<Screen>): Promise<Outcome> {
    this.cancel();
    // Other files, other lines to judge.
    if (kind === "parse") this.#set({ gold: null });
    const abort = new AbortController();
    this.#abort = abort;
    this.#set({ job: { kind, progress: null, inPlace }, failure: null, screen: inPlace ? home : "working" });
    const onProgress = (progress: ProgressReport) => {
      if (this.#abort === abort) this.#set({ job: { kind, progress, inPlace } });
    };
    try {
      const screen = await work({ signal: abort.signal, onProgress });
      if (this.#abort !== abort) return "replaced";
      this.#set({ job: null, screen });
      return "done";
    } catch (error) {
      if (this.#abort !== abort) return "replaced";
      const failure = failureOf(error);
      this.#set({ job: null });
      if (failure.code === "cancelled" || failure.code === "disposed") this.#set({ screen: home });
      else if (inPlace) this.#set({ failure, screen: home });
      else this.#fail(failure);
      return "stopped";
    } finally {
      if (this.#abort === abort) this.#abort = null;
    }
  }

  async #parse(options: CallOptions): Promise<void> {
    const { inputs, joins } = this.#state;
    const always: ParseOptions = { today: today(), ...(joins.keepApart && { keep_apart: true }) };
    const settings = this.#state.options.map((one) => ({ ...always, ...one }));
    this.#held = "nothing";
    const report = await this.#call("parse", [inputs, settings], options);
    this.#held = "messages";
    await this.#show(await this.#joinAgain(report, options), options);
  }

  /** Joins by hand what was so decided; every join numbers the conversations anew. */
  async #joinAgain(report: ParseReport, options: CallOptions): Promise<ParseReport> {
    for (;;) {
      const offer = offersOf(report, (key) => this.#state.joins.joined.has(key))[0];
      if (!offer) return report;
      const { failures, joins } = report;
      report = { ...(await this.#call("join", [offer.conversations], options)), failures };
      this.#held = "messages";
      // An offer that stays open would be taken up for ever.
      if (countOpen(report.joins) >= countOpen(joins)) return report;
    }
  }

  async #show(report: ParseReport, options: CallOptions): Promise<void> {
    const rules = this.#state.rules.size ? this.#state.rules : new Map((await this.#call("rules", [], options)).map((rule) => [rule.id, rule]));
    const formats = this.#state.formats.length ? this.#state.formats : await this.#call("formats", [], options);
    const previews = new Map<string, MessageRow[]>();
    for (const { id } of report.sources.flatMap((source) => source.conversations).slice(0, PREVIEW_CONVERSATIONS)) {
      previews.set(id, await this.#call("messages", [id, 0, PREVIEW_ROWS], options));
    }
    const members = [];
    for (let page; (page = await this.#call("members", [null, members.length, MEMBERS_A_CALL], options)).length; ) members.push(...page);
    this.#set({ report, rules, formats, previews, people: keepRoles(joinPeople(members), this.#chosen) });
  }

  async #scan(options: CallOptions): Promise<void> {
    const scan = await this.#call("scanLoaded", [roleOptions(this.#state.people, this.#chosen.size > 0)], options);
    this.#held = "findings";
    this.#set({ scan, generation: this.#state.generation + 1 });
    this.notify({ type: "result", report: scan });
  }

  #fail(failure: Failure): void {
    this.#set({ place: "chats", screen: "failed", failure, job: null });
    this.notify({ type: "error", code: failure.code });
  }

  #set(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof EngineError) return { file: error.file, input: null, code: error.code, args: error.args, message: error.message };
  return { file: "", input: null, code: "crashed", args: {}, message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}

/** The options of a file of a folder. */
function ofFolder({ name }: Input): ParseOptions {
  const folder = folderOf(name);
  return folder ? { folder } : {};
}

/** Files under the same name get a number, so that a report can name each. */
function distinct(inputs: Input[]): Input[] {
  const seen = new Set<string>();
  return inputs.map((input) => {
    let { name } = input;
    for (let i = 2; seen.has(name); i++) name = input.name.replace(/(\.[^./]*)?$/, ` (${i})$1`);
    seen.add(name);
    if (name === input.name) return input;
    return input instanceof File ? { name, file: input } : { ...input, name };
  });
}
