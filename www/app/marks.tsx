// Severity as colour, shape and word at once.

import type { Severity } from "../engine/client.ts";
import { useApp } from "./context.ts";

export const SEVERITIES: readonly Severity[] = ["S1", "S2", "S3", "S4"];

/** The shape alone; the word must stand beside it or in a label. */
export function SeverityShape({ severity }: { severity: Severity }) {
  return (
    <svg class={`shape ${severity}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      {severity === "S1" && <path d="M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5z" />}
      {severity === "S2" && <path d="M8 1.2 15.4 14.6H.6z" />}
      {severity === "S3" && <circle class="ring" cx="8" cy="8" r="5.6" />}
      {severity === "S4" && <circle cx="8" cy="8" r="3.4" />}
    </svg>
  );
}

/** Shape and word. */
export function SeverityMark({ severity }: { severity: Severity }) {
  const { e } = useApp();
  return (
    <span class={`severity ${severity}`}>
      <SeverityShape severity={severity} />
      {e.severities[severity]}
    </span>
  );
}

/** `true` where `a` is more urgent than `b`. */
export function moreUrgent(a: Severity, b: Severity): boolean {
  return SEVERITIES.indexOf(a) < SEVERITIES.indexOf(b);
}
