// Counts what the browser reports of network use by this document, from the moment of the first call.

export interface NetworkCount {
  /** Requests in Resource Timing; `blob:` and `data:` addresses never leave the machine and do not count. */
  requests: number;
  /** Requests the content security policy stopped. */
  blocked: number;
}

const FETCHES = /^(connect|img|media|font|frame|child|form-action|prefetch|object|manifest|worker|script-src-elem|style-src-elem)/;

/** Calls back at every change; returns how to stop. */
export function watchNetwork(changed: (count: NetworkCount) => void): () => void {
  const count: NetworkCount = { requests: 0, blocked: 0 };
  const observer = new PerformanceObserver((list) => {
    const more = list.getEntries().filter(({ name }) => !/^(blob|data):/.test(name)).length;
    if (!more) return;
    count.requests += more;
    changed({ ...count });
  });
  observer.observe({ type: "resource" });
  const violation = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent) => {
    if (!FETCHES.test(effectiveDirective) || !/^(https?|wss?|ftp)/.test(blockedURI)) return;
    count.blocked++;
    changed({ ...count });
  };
  document.addEventListener("securitypolicyviolation", violation);
  return () => {
    observer.disconnect();
    document.removeEventListener("securitypolicyviolation", violation);
  };
}
