// What the browser forbids the page: no request to anywhere, no code but the page's own.

/**
 * The content security policy of the one-file page.
 * @param {{ scripts: string[], styles: string[] }} hashes `'sha256-...'` of every inline script and style
 */
export function contentSecurityPolicy({ scripts, styles }) {
  const list = (/** @type {string[]} */ hashes) => (hashes.length > 0 ? hashes.join(" ") : "'none'");
  return [
    "default-src 'none'",
    `script-src ${list(scripts)} 'wasm-unsafe-eval'`,
    "worker-src blob:",
    `style-src ${list(styles)}`,
    "img-src data: blob:",
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-src 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types qz-worker",
  ].join("; ");
}

/**
 * The headers a server sends with the page: the same policy, and what a `<meta>` cannot say.
 * @param {string} policy the page's own
 * @returns {Record<string, string>}
 */
export function headers(policy) {
  return {
    "Content-Security-Policy": `${policy}; frame-ancestors 'self'`,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
  };
}
