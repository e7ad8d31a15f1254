// What `src/wasm/mod.rs` offers, as wasm-bindgen builds it; and the built files that the bundler puts inside others.

declare module "#core" {
  import type {
    AnalysisReport, AnalyzeOptions, ClassifyOptions, ClassifyRow, CopyOptions, CopyReport, DiagnoseOptions, Explanation, GoldLabel,
    GoldReport, GoldSample, HeadReport, MemberRow, MessageRow, OwnRules, PackText, ParseOptions, ParseReport, Peek, Preview, ProgressReport,
    Role, RoleOptions, RuleInfo, ScanReport, ScanRow, TrafficReport, TryRow, ViewFilter, ViewRow,
  } from "./types.ts";

  /** A file as the core reads it: at any place, at once. Fewer bytes than asked for only at the end; throws where reading fails. */
  export interface ByteSource {
    name: string;
    size: number;
    read(offset: number, length: number): Uint8Array;
  }

  type Progress = (progress: ProgressReport) => void;

  /** Everything throws `Error`s that carry `code`, `file` and `args`. */
  export class Core {
    constructor();
    parse(sources: ByteSource[], options: ParseOptions[], progress?: Progress): ParseReport;
    peek(source: ByteSource, lines: number): Peek;
    join(conversations: string[]): ParseReport;
    messages(conversation: string, from: number, count: number): MessageRow[];
    members(conversation: string | undefined, from: number, count: number): MemberRow[];
    classify(texts: string[], options: ClassifyOptions): ClassifyRow[];
    explain(text: string): Explanation;
    model(): HeadReport[];
    /** `ScanRow[]` as JSON, without those that have no findings. */
    scan(texts: string, lengths: Uint32Array, roles: Uint8Array): string;
    checkCopy(text: string, options: CopyOptions): CopyReport;
    scanLoaded(roles: RoleOptions, progress?: Progress): ScanReport;
    analyze(options: Partial<AnalyzeOptions>, progress?: Progress): AnalysisReport;
    selectView(filter: ViewFilter): number;
    viewRows(from: number, count: number): ViewRow[];
    viewHits(): Uint32Array;
    viewPosition(message: number): number;
    wholeMessage(message: number): ViewRow | null;
    rules(): RuleInfo[];
    formats(): string[];
    addPack(text: string, name: string): void;
    setRules(own: OwnRules): void;
    packText(pack: PackText, format: "toml" | "json"): string;
    tryText(packs: PackText[], texts: string[], roles: Role[]): TryRow[];
    preview(packs: PackText[], roles: RoleOptions | undefined): Preview;
    goldSample(count: number, seed: number): GoldSample;
    goldScore(labels: GoldLabel[]): GoldReport;
    diagnose(tables: ByteSource[], noted: ByteSource[], options: DiagnoseOptions): TrafficReport;
  }

  /** Starts the wasm; the answer holds its memory. */
  export function initSync(options: { module: BufferSource | WebAssembly.Module }): { memory: WebAssembly.Memory };
}

/** The wasm, compressed by Zstandard. */
declare module "#core-packed" {
  const base64: string;
  export default base64;
}

declare module "#worker" {
  const source: string;
  export default source;
}

/** The version in package.json. */
declare const __VERSION__: string;
