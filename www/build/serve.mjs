// Serves the built page on this machine, with the headers a real host should send.

import { createReadStream, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, sep } from "node:path";
import { isMain, script, site } from "./common.mjs";
import { headers } from "./policy.mjs";

/** @type {Record<string, string>} */
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".json": "application/json", ".wasm": "application/wasm", ".svg": "image/svg+xml" };

/** @returns {string} the content security policy written in the built page */
function policyOf(/** @type {string} */ file) {
  return /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(readFileSync(file, "utf8"))?.[1] ?? "default-src 'none'";
}

/**
 * The file that an address stands for; `null` where there is none, or none inside the folder.
 * @param {string} folder
 * @param {string} address
 */
function fileFor(folder, address) {
  try {
    const path = decodeURIComponent(new URL(address, "http://localhost").pathname);
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    return file.startsWith(folder + sep) && statSync(file).isFile() ? file : null;
  } catch {
    return null;
  }
}

/**
 * Starts serving.
 * @param {{ port?: number, folder?: string }} [options] port 0 takes any free one; a taken port gives way to the next
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export function serve({ port = 8080, folder = site } = {}) {
  const server = createServer((request, response) => {
    const file = fileFor(folder, request.url ?? "/");
    if (!file) {
      response.writeHead(404, { "Content-Type": "text/plain; charset=utf-8", ...headers("default-src 'none'") }).end("not found\n");
      return;
    }
    response.writeHead(200, {
      "Cache-Control": "no-cache",
      "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
      ...headers(extname(file) === ".html" ? policyOf(file) : "default-src 'none'"),
    });
    createReadStream(file).pipe(response);
  });
  return new Promise((done, fail) => {
    const last = port + 100;
    server.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === "EADDRINUSE" && port < last) server.listen(++port, "127.0.0.1");
      else fail(error);
    });
    server.on("listening", () => {
      const address = server.address();
      const taken = typeof address === "object" && address ? address.port : port;
      done({ url: `http://localhost:${taken}/`, close: () => (server.close(), server.closeAllConnections()) });
    });
    server.listen(port, "127.0.0.1");
  });
}

if (isMain(import.meta.url)) {
  await script(async () => console.log((await serve({ port: Number(process.env.PORT ?? 8080) })).url));
}
