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

/** Files up to this size, in bytes, are held whole while they are read, up to so many bytes in all. */
const SMALL = 1 << 16;
const MOST_HELD = 1 << 26;
let held = 0;

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
  const { size } = file;
  const read = (offset: number, length: number) => new Uint8Array(reader.readAsArrayBuffer(file.slice(offset, offset + length)));
  if (size > SMALL || held + size > MOST_HELD) return { name, size, read };
  // Asking the browser for bytes costs about a millisecond: a small file, of which a folder may have thousands, is asked for once.
  held += size;
  let whole: Uint8Array | undefined;
  return {
    name,
    size,
    read: (offset, length) => (whole ??= read(0, size)).subarray(offset, offset + length),
    close: () => void (held -= size),
  };
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
