// Runs inside the dedicated worker: one core, calls answered in order.

import { Core, initSync } from "#core";
import { asFailure, dispatcher, type Dispatch, type Opened } from "./dispatch.ts";
import type { FromWorker, Input, ToWorker } from "./protocol.ts";

// Exists in workers only, so the page's type library does not know it.
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

/** The first message: the core to run. Calls that come before it wait. */
export interface Boot {
  wasm: ArrayBuffer | WebAssembly.Module;
}

const reader = new FileReaderSync();
const waiting: ToWorker[] = [];
let dispatch: Dispatch<Input> | undefined;

self.addEventListener("message", ({ data }: MessageEvent<Boot | ToWorker>) => {
  if (!("wasm" in data)) {
    if (dispatch) answer(dispatch, data);
    else waiting.push(data);
    return;
  }
  const { memory } = initSync({ module: data.wasm });
  dispatch = dispatcher(new Core(), memory, open);
  for (const call of waiting.splice(0)) answer(dispatch, call);
});

function open(input: Input): Opened {
  const { name } = input;
  if (!(input instanceof File) && "bytes" in input) return { name, size: input.bytes.length, read: (offset, length) => input.bytes.subarray(offset, offset + length) };
  const file = input instanceof File ? input : input.file;
  return { name, size: file.size, read: (offset, length) => new Uint8Array(reader.readAsArrayBuffer(file.slice(offset, offset + length))) };
}

function answer(dispatch: Dispatch<Input>, { id, call, args }: ToWorker): void {
  try {
    const ok = dispatch(call, args as never, (progress) => post({ id, progress }));
    post({ id, ok }, ok instanceof Uint32Array ? [ok.buffer] : []);
  } catch (error) {
    const failure = asFailure(error);
    // Uncaught, it reaches the page's `onerror`, which gives up this worker.
    if (!failure) throw error;
    post({ id, error: failure });
  }
}

function post(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}
