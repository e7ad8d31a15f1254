// Standard output with back-pressure, and a reader that goes away (`| head`) is no error.

import { once } from "node:events";

const CHUNK = 1 << 16;
let held = "";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

/** Writes one value as one line of JSON. */
export async function writeLine(value: unknown): Promise<void> {
  held += `${JSON.stringify(value)}\n`;
  if (held.length >= CHUNK) await flush();
}

/** Hands over what is held back; resolves when there is room for more. */
export async function flush(): Promise<void> {
  const text = held;
  held = "";
  if (text && !process.stdout.write(text)) await once(process.stdout, "drain");
}
