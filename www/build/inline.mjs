// Puts scripts and styles into an HTML page and pins them by hash in its content security policy.

import { createHash } from "node:crypto";
import { contentSecurityPolicy } from "./policy.mjs";

const CHARSET = /<meta charset="utf-8"\s*\/?>/i;
const SCRIPT = /<script\b[^>]*\bsrc="([^"]+)"[^>]*><\/script>/gi;
const STYLE = /<link\b[^>]*\brel="stylesheet"[^>]*\bhref="([^"]+)"[^>]*>/gi;

/**
 * Every `<script src>` and `<link rel="stylesheet" href>` of the page becomes inline, where it stands.
 * @param {string} html with a `<meta charset="utf-8">`
 * @param {Record<string, string>} assets text by address
 * @returns {{ html: string, policy: string }}
 */
export function inline(html, assets) {
  /** @type {string[]} */
  const scripts = [];
  /** @type {string[]} */
  const styles = [];
  const take = (/** @type {string} */ address, /** @type {string[]} */ hashes, /** @type {RegExp} */ end) => {
    const text = assets[address];
    if (text === undefined) throw new Error(`the page asks for ${address}, which is not built`);
    if (end.test(text)) throw new Error(`${address} holds ${end.source}, which would end or hide it inside HTML`);
    hashes.push(`'sha256-${createHash("sha256").update(text).digest("base64")}'`);
    return text;
  };
  if (!CHARSET.test(html)) throw new Error('the page has no <meta charset="utf-8">');
  const page = html
    .replace(SCRIPT, (_, address) => `<script>${take(address, scripts, /<\/script|<!--/i)}</script>`)
    .replace(STYLE, (_, address) => `<style>${take(address, styles, /<\/style|<!--/i)}</style>`);
  const policy = contentSecurityPolicy({ scripts, styles });
  // The policy counts only for what follows it, so it comes first.
  return { html: page.replace(CHARSET, (charset) => `${charset}<meta http-equiv="Content-Security-Policy" content="${policy}">`), policy };
}
