// Runs inside the dedicated worker: one core, calls answered in order.

import { Core, initSync } from "#core";
import { decompress } from "fzstd";
import { asFailure, dispatcher, type Dispatch, type Opened } from "./dispatch.ts";
import type { FromWorker, Input, ToWorker } from "./protocol.ts";

// Exists in workers only, so the page's type library does not know it.
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

/** The first message: the core to run. Calls that come before it wait. */
export interface Boot {
  /** The wasm, compressed by Zstandard. */
  packed: Uint8Array;
}

/** Asking for bytes costs a millisecond or two, so that many small files are asked for side by side, before they are read. */
const MANY = 32;
const SMALL = 1 << 16;
const MOST_HELD = 1 << 27;
const AT_ONCE = 512;
const held = new Map<Input, Uint8Array>();

const reader = new FileReaderSync();
const waiting: ToWorker[] = [];
let dispatch: Dispatch<Input> | undefined;
let last = Promise.resolve();

self.addEventListener("message", ({ data }: MessageEvent<Boot | ToWorker>) => {
  if (!("packed" in data)) {
    if (dispatch) queue(dispatch, data);
    else waiting.push(data);
    return;
  }
  const { memory } = initSync({ module: decompress(data.packed) as Uint8Array<ArrayBuffer> });
  dispatch = dispatcher(new Core(), memory, open);
  for (const call of waiting.splice(0)) queue(dispatch, call);
});

function queue(dispatch: Dispatch<Input>, message: ToWorker): void {
  last = last
    .then(() => (message.call === "parse" ? hold(message.args[0] as Input[]) : undefined))
    .then(() => answer(dispatch, message))
    // Uncaught, it reaches the page's `onerror`, which gives up this worker.
    .catch((error: unknown) =>
      setTimeout(() => {
        throw error;
      }),
    )
    .then(() => held.clear());
}

async function hold(inputs: readonly Input[]): Promise<void> {
  const small: Input[] = [];
  let bytes = 0;
  for (const input of inputs) {
    const file = fileOf(input);
    if (!file || file.size > SMALL || bytes + file.size > MOST_HELD) continue;
    bytes += file.size;
    small.push(input);
  }
  if (small.length < MANY) return;
  for (let from = 0; from < small.length; from += AT_ONCE) {
    const some = small.slice(from, from + AT_ONCE);
    // One that fails is asked for again when it is read, and then says why.
    await Promise.all(some.map((input) => fileOf(input)?.arrayBuffer().then((buffer) => held.set(input, new Uint8Array(buffer)), () => {})));
  }
}

function fileOf(input: Input): File | null {
  if (input instanceof File) return input;
  return "file" in input ? input.file : null;
}

function open(input: Input): Opened {
  const { name } = input;
  const bytes = held.get(input) ?? (!(input instanceof File) && "bytes" in input ? input.bytes : null);
  if (bytes) return { name, size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
  const file = fileOf(input);
  if (!file) throw new TypeError(`"${name}" has neither a file nor bytes`);
  return { name, size: file.size, read: (offset, length) => new Uint8Array(reader.readAsArrayBuffer(file.slice(offset, offset + length))) };
}

function answer(dispatch: Dispatch<Input>, { id, call, args }: ToWorker): void {
  try {
    const ok = dispatch(call, args as never, (progress) => post({ id, progress }));
    post({ id, ok }, ok instanceof Uint32Array ? [ok.buffer] : []);
  } catch (error) {
    const failure = asFailure(error);
    if (!failure) throw error;
    post({ id, error: failure });
  }
}

function post(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}
