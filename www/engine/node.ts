// The engine in Node: the core in this very process, files read at any place.

import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { Core, initSync } from "#core";
import { Analyzer, type Caller } from "./analyzer.ts";
import { EngineError, type CallOptions } from "./client.ts";
import { asFailure, dispatcher, type CallsOver, type Dispatch, type Opened } from "./dispatch.ts";
import type { CallName, Calls } from "./protocol.ts";

export { EngineError } from "./client.ts";

/** A file on the disk (its path is its name unless another is given), or bytes under a name. */
export type NodeInput = string | { name: string; path: string } | { name: string; bytes: Uint8Array };

/** Answers calls at once, in this thread. A signal is looked at before a call and at every report of progress. */
export class NodeEngine implements Caller<NodeInput> {
  #dispatch: Dispatch<NodeInput> | null;

  /** `wasm` is the content of `core_bg.wasm`. */
  constructor(wasm: Uint8Array<ArrayBuffer>) {
    const { memory } = initSync({ module: wasm });
    try {
      this.#dispatch = dispatcher(new Core(), memory, open);
    } catch (error) {
      throw engineError(error);
    }
  }

  async call<N extends CallName>(call: N, args: Parameters<CallsOver<NodeInput>[N]>, options: CallOptions = {}): Promise<ReturnType<Calls[N]>> {
    const { signal, onProgress } = options;
    if (!this.#dispatch) throw new EngineError("disposed", "the analyzer was disposed");
    const stop = () => {
      if (signal?.aborted) throw new EngineError("cancelled", "cancelled");
    };
    stop();
    try {
      return this.#dispatch(call, args, (progress) => (onProgress?.(progress), stop()));
    } catch (error) {
      const failure = engineError(error);
      if (failure.code === "crashed") this.#dispatch = null;
      throw failure;
    }
  }

  dispose(): void {
    this.#dispatch = null;
  }
}

/** Starts the core; `wasm` is the path of `core_bg.wasm`, by default the one beside this program. */
export function createEngine(wasm: string | URL = new URL("core_bg.wasm", import.meta.url)): NodeEngine {
  return new NodeEngine(new Uint8Array(readFileSync(wasm)));
}

/** Starts an analyzer. */
export async function createAnalyzer({ wasm }: { wasm?: string | URL } = {}): Promise<Analyzer<NodeInput>> {
  return new Analyzer(createEngine(wasm));
}

function engineError(error: unknown): EngineError {
  const failure = asFailure(error);
  if (!failure) return new EngineError("crashed", `the engine stopped: ${String(error)}`);
  return new EngineError(failure.code, failure.message, failure.file, failure.args);
}

function open(input: NodeInput): Opened {
  if (typeof input === "string") return openFile(input, input);
  const { name } = input;
  if ("path" in input) return openFile(name, input.path);
  return { name, size: input.bytes.length, read: (offset, length) => input.bytes.subarray(offset, offset + length) };
}

function openFile(name: string, path: string): Opened {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    return unreadable(name, error);
  }
  const status = fstatSync(file);
  if (!status.isFile()) {
    try {
      // A pipe knows no places: it is read to its end. A folder fails here.
      const bytes = readFileSync(file);
      return { name, size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
    } catch (error) {
      return unreadable(name, error);
    } finally {
      closeSync(file);
    }
  }
  const read = (offset: number, length: number) => {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, status.size - offset)));
    let filled = 0;
    while (filled < bytes.length) {
      const count = readSync(file, bytes, filled, bytes.length - filled, offset + filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  };
  return { name, size: status.size, read, close: () => closeSync(file) };
}

/** Fails at its first read, so that the core reports it among the other files' failures. */
function unreadable(name: string, error: unknown): Opened {
  return {
    name,
    size: 1,
    read() {
      throw error;
    },
  };
}
