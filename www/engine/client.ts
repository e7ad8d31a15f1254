// The engine as a page sees it: promises over a worker, with progress and cancel.

import type { ProgressReport } from "./types.ts";
import type { CallName, Calls, FromWorker, ToWorker } from "./protocol.ts";

export type * from "./types.ts";
export type { Calls, Input, ScanInput } from "./protocol.ts";

export interface CallOptions {
  /** Aborting stops the work at once and unloads everything; the promise rejects with code `cancelled`. */
  signal?: AbortSignal | undefined;
  /** Called at least every 100 ms while the engine works. */
  onProgress?: ((progress: ProgressReport) => void) | undefined;
}

/** Why a call failed: a stable code, the file concerned, the facts by name, and English words. */
export class EngineError extends Error {
  override name = "EngineError";
  constructor(
    readonly code: string,
    message: string,
    readonly file = "",
    readonly args: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** All calls of the engine; each takes its arguments as a list and its options beside them. */
export class Engine {
  #spawn: () => Worker;
  #worker: Worker | null = null;
  #next = 1;
  #pending = new Map<number, { resolve(value: unknown): void; reject(error: EngineError): void; onProgress?: CallOptions["onProgress"] }>();
  #disposed = false;

  /** `spawn` makes a fresh worker that already has its wasm on the way; it is called again after a cancel. */
  constructor(spawn: () => Worker) {
    this.#spawn = spawn;
  }

  call<N extends CallName>(call: N, args: Parameters<Calls[N]>, options: CallOptions = {}): Promise<ReturnType<Calls[N]>> {
    const { signal, onProgress } = options;
    if (this.#disposed) return Promise.reject(new EngineError("disposed", "the analyzer was disposed"));
    if (signal?.aborted) return Promise.reject(new EngineError("cancelled", "cancelled"));
    const worker = (this.#worker ??= this.#start());
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const abort = () => this.#stop(new EngineError("cancelled", "cancelled"));
      signal?.addEventListener("abort", abort, { once: true });
      const settle = () => {
        signal?.removeEventListener("abort", abort);
        this.#pending.delete(id);
      };
      this.#pending.set(id, {
        resolve: (value) => (settle(), resolve(value as ReturnType<Calls[N]>)),
        reject: (error) => (settle(), reject(error)),
        onProgress,
      });
      worker.postMessage({ id, call, args } satisfies ToWorker);
    });
  }

  /** `false` where the next call starts a fresh worker, which knows nothing. */
  get live(): boolean {
    return this.#worker !== null;
  }

  dispose(): void {
    this.#disposed = true;
    this.#stop(new EngineError("disposed", "the analyzer was disposed"));
  }

  #start(): Worker {
    const worker = this.#spawn();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      const pending = this.#pending.get(data.id);
      if (!pending) return;
      if ("progress" in data) pending.onProgress?.(data.progress);
      else if ("ok" in data) pending.resolve(data.ok);
      else pending.reject(new EngineError(data.error.code, data.error.message, data.error.file, data.error.args));
    };
    // A trap in the wasm leaves its memory in an unknown state: everything pending fails, the next call starts afresh.
    worker.onerror = (event) => {
      event.preventDefault();
      this.#stop(new EngineError("crashed", `the engine stopped: ${event.message}`));
    };
    worker.onmessageerror = () => this.#stop(new EngineError("crashed", "the engine sent something unreadable"));
    return worker;
  }

  #stop(error: EngineError): void {
    this.#worker?.terminate();
    this.#worker = null;
    for (const pending of [...this.#pending.values()]) pending.reject(error);
  }
}
