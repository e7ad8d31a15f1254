// Asks the engine about the copy: one question at a time, and after it about what is written by then.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { EngineError, type CopyReport, type Failure } from "../../engine/client.ts";
import { useApp } from "../context.ts";
import type { Draft } from "../session.ts";

/** Longer copy is checked up to here. */
export const MOST = 200_000;

export interface Answer {
  /** The text it is about. */
  text: string;
  report: CopyReport;
  /** When it came. */
  time: Date;
}

export interface Check {
  answer: Answer | null;
  /** `true` where the answer is about the copy as it stands. */
  current: boolean;
  failure: Pick<Failure, "code" | "args" | "message"> | null;
  again: () => void;
}

export function useCheck({ text, product, channel }: Draft): Check {
  const { session } = useApp();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [failure, setFailure] = useState<Check["failure"]>(null);
  const wanted = useRef<Draft | null>(null);
  const busy = useRef(false);
  const gone = useRef(false);

  const pump = useCallback(async () => {
    if (busy.current) return;
    busy.current = true;
    for (let draft; (draft = wanted.current) && !gone.current; ) {
      wanted.current = null;
      try {
        const report = await session.checkCopy({ ...draft, text: draft.text.slice(0, MOST) });
        setAnswer({ text: draft.text, report, time: new Date() });
        setFailure(null);
      } catch (error) {
        if (error instanceof EngineError && (error.code === "cancelled" || error.code === "disposed")) {
          // Something else ended the worker: the next one answers.
          if (error.code === "cancelled" && !wanted.current) wanted.current = draft;
          continue;
        }
        setFailure(error instanceof EngineError ? error : { code: "crashed", args: {}, message: String(error) });
      }
    }
    busy.current = false;
  }, [session]);

  useEffect(() => {
    if (!text.trim()) {
      wanted.current = null;
      setAnswer(null);
      return;
    }
    wanted.current = { text, product, channel };
    void pump();
  }, [text, product, channel]);
  useEffect(() => {
    gone.current = false;
    // The engine is ready by the time something is written.
    session.checkCopy({ text: "", product, channel }).catch(() => {});
    return () => void (gone.current = true);
  }, []);

  const asked = answer?.report.options;
  return {
    answer,
    current: answer?.text === text && asked?.product === product && asked.channel === channel,
    failure,
    again: () => {
      setFailure(null);
      wanted.current = { text, product, channel };
      void pump();
    },
  };
}
