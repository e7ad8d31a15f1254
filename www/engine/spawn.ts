// Makes the worker out of what the page already holds. A worker from a blob inherits the page's content security
// policy (one from a file does not), and it works on `file://`.

import core from "#core-packed";
import source from "#worker";
import type { Boot } from "./worker.ts";

interface UrlPolicy {
  createScriptURL(url: string): string;
}

let address: string | undefined;
let packed: Uint8Array | undefined;

/** Starts a worker; it can be posted calls at once. */
export function spawnWorker(): Worker {
  const worker = new Worker((address ??= workerAddress()), { name: "qunzhen" });
  worker.postMessage({ packed: (packed ??= bytes(core)) } satisfies Boot);
  return worker;
}

/** The one address that may become a worker, vouched for where the browser asks for it (Trusted Types). */
function workerAddress(): string {
  const made = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const { trustedTypes } = globalThis as { trustedTypes?: { createPolicy(name: string, rules: UrlPolicy): UrlPolicy } };
  const policy = trustedTypes?.createPolicy("qz-worker", {
    createScriptURL(url) {
      if (url !== made) throw new TypeError("not the worker of this page");
      return url;
    },
  });
  return policy ? policy.createScriptURL(made) : made;
}

function bytes(base64: string): Uint8Array {
  // A plain loop: `Uint8Array.from` with a function takes over 100 ms of the page's own thread.
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
