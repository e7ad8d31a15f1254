// Own rules on this device, where the user wants that: rules and settings only, never a word of a chat.

import { NONE, type Own } from "./own.ts";

const KEY = "qunzhen.own.1";

/** What was kept; the empty set where nothing was, or where the browser does not say. */
export function loadOwn(): Own {
  try {
    const text = localStorage.getItem(KEY);
    const kept = text === null ? null : (JSON.parse(text) as Partial<Own>);
    if (!kept || !Array.isArray(kept.entries) || !Array.isArray(kept.packs) || !kept.profile) return NONE;
    return { ...NONE, ...kept, profile: { ...NONE.profile, ...kept.profile }, keep: true };
  } catch {
    return NONE;
  }
}

/** Keeps them, or takes away what was kept; `false` where the browser does not let us (a private window, a sandboxed frame, a full store). */
export function saveOwn(own: Own): boolean {
  try {
    if (own.keep) localStorage.setItem(KEY, JSON.stringify(own));
    else localStorage.removeItem(KEY);
    return true;
  } catch {
    return false;
  }
}
