// Asks the engine while someone types: after a pause, one question at a time, and only the latest answer counts.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Failure } from "../../engine/client.ts";
import { failureOf } from "./import-packs.ts";

const PAUSE_MS = 200;

export interface Answer<T> {
  value: T | null;
  failure: Failure | null;
  busy: boolean;
}

/** `question` says what is asked: while it is the same, nothing is; `null` asks nothing. */
export function useAnswer<T>(question: string | null, ask: () => Promise<T>): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ value: null, failure: null, busy: false });
  const latest = useRef({ question, ask });
  latest.current = { question, ask };
  const working = useRef(false);
  useEffect(() => {
    if (question === null) return setAnswer({ value: null, failure: null, busy: false });
    setAnswer((old) => ({ ...old, busy: true }));
    let live = true;
    const go = async () => {
      if (working.current) return;
      working.current = true;
      for (let asked: string | null = ""; live && asked !== latest.current.question; ) {
        asked = latest.current.question;
        if (asked === null) break;
        const next: Answer<T> = await latest.current.ask().then(
          (value) => ({ value, failure: null, busy: false }),
          (error: unknown) => ({ value: null, failure: failureOf(error), busy: false }),
        );
        if (asked === latest.current.question) setAnswer(next);
      }
      working.current = false;
    };
    const timer = setTimeout(() => void go(), PAUSE_MS);
    return () => {
      live = false;
      clearTimeout(timer);
    };
  }, [question]);
  return answer;
}
