// Every call of the engine over the core: the same in a browser's worker and in Node.

import type { ByteSource, Core } from "#core";
import type { Calls, CallName, ScanInput } from "./protocol.ts";
import type { DiagnoseOptions, ParseOptions, ProgressReport, Role, ScanRow } from "./types.ts";

/** A source that may hold something to give back, such as an open file. */
export interface Opened extends ByteSource {
  close?(): void;
}

/** The calls where a file to read is an `I`. */
export interface CallsOver<I> extends Omit<Calls, "parse" | "peek" | "diagnose"> {
  peek(input: I, lines: number): ReturnType<Calls["peek"]>;
  diagnose(tables: I[], noted?: I[], options?: DiagnoseOptions): ReturnType<Calls["diagnose"]>;
  parse(inputs: I[], options?: ParseOptions | ParseOptions[]): ReturnType<Calls["parse"]>;
}

export type Report = (progress: ProgressReport) => void;

/** Progress comes once a MiB; more often than every 50 ms it would only cost time. */
const PROGRESS_MS = 50;

/** Answers one call; throws what the core throws. */
export type Dispatch<I> = <N extends CallName>(call: N, args: Parameters<CallsOver<I>[N]>, report?: Report) => ReturnType<Calls[N]>;

export function dispatcher<I>(core: Core, memory: WebAssembly.Memory, open: (input: I) => Opened): Dispatch<I> {
  let report: Report | undefined;
  let reported = -Infinity;
  const progress: Report = (value) => {
    const now = performance.now();
    if (now - reported < PROGRESS_MS && value.done < value.total) return;
    reported = now;
    report?.(value);
  };
  const calls: CallsOver<I> = {
    parse(inputs, options = {}) {
      const sources = inputs.map(open);
      try {
        return core.parse(sources, inputs.map((_, i) => (Array.isArray(options) ? (options[i] ?? {}) : options)), progress);
      } finally {
        for (const source of sources) source.close?.();
      }
    },
    peek(input, lines) {
      const source = open(input);
      try {
        return core.peek(source, lines);
      } finally {
        source.close?.();
      }
    },
    join: (conversations) => core.join(conversations),
    messages: (conversation, from, count) => core.messages(conversation, from, count),
    members: (conversation, from, count) => core.members(conversation ?? undefined, from, count),
    classify: (texts, options = {}) => core.classify(texts, { sensitivity: "balanced", ...options }),
    explain: (text) => core.explain(text),
    model: () => core.model(),
    scan: ({ text, lengths, roles }) => JSON.parse(core.scan(text, lengths, roles)) as ScanRow[],
    checkCopy: (text, options = {}) => core.checkCopy(text, { product: "general", channel: "group", ...options }),
    scanLoaded: (roles = { staff: [], sellers: [], complete: false }) => core.scanLoaded(roles, progress),
    analyze: (options = {}) => core.analyze(options, progress),
    selectView: (filter) => core.selectView(filter),
    viewRows: (from, count) => core.viewRows(from, count),
    viewHits: () => core.viewHits(),
    viewPosition: (message) => core.viewPosition(message),
    wholeMessage: (message) => core.wholeMessage(message),
    rules: () => core.rules(),
    formats: () => core.formats(),
    addPack: (text, name = "") => core.addPack(text, name),
    setRules: (own) => core.setRules(own),
    packText: (pack, format) => core.packText(pack, format),
    tryText: (packs, texts) => core.tryText(packs, texts.map(wordsOf), texts.map(roleOf)),
    preview: (packs, roles) => core.preview(packs, roles),
    goldSample: (count, seed) => core.goldSample(count, seed),
    goldScore: (labels) => core.goldScore(labels),
    diagnose(tables, noted = [], options = {}) {
      const [figures, notes] = [tables.map(open), noted.map(open)];
      try {
        return core.diagnose(figures, notes, options);
      } finally {
        for (const source of [...figures, ...notes]) source.close?.();
      }
    },
    memory: () => memory.buffer.byteLength,
  };
  return (call, args, listener) => {
    if (!Object.hasOwn(calls, call)) throw new TypeError(`the engine has no call "${call}"`);
    report = listener;
    // The table's entry and the arguments are of the same call, which the type system cannot follow.
    const answer = calls[call] as (...args: unknown[]) => ReturnType<Calls[typeof call]>;
    return answer(...args);
  };
}

const wordsOf = (text: ScanInput) => (typeof text === "string" ? text : text.text);
const roleOf = (text: ScanInput): Role => (typeof text === "string" ? "unknown" : (text.role ?? "unknown"));

/** A failure in plain data; `null` where the core itself broke, whose memory is in an unknown state then. */
export function asFailure(error: unknown): { code: string; message: string; file: string; args: Record<string, string> } | null {
  if (!(error instanceof Error) || error instanceof WebAssembly.RuntimeError || error instanceof RangeError) return null;
  // What has no code of the core was thrown at its door, for an argument of a wrong type.
  const { code = "wrong-argument", message, file = "", args = {} } = error as Error & { code?: string; file?: string; args?: Record<string, string> };
  return { code, message, file, args };
}
