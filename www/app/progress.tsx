// Screen 2: how far, how much is left to do, and a way out.

import { useEffect, useState } from "preact/hooks";
import type { ProgressReport } from "../engine/client.ts";
import { formatBytes } from "../i18n/index.ts";
import { useApp, useFocusOnce } from "./context.ts";

const share = (progress: ProgressReport | null) => (progress && progress.total > 0 ? Math.min(1, progress.done / progress.total) : 0);

export function Progress() {
  const { t, session, state } = useApp();
  const heading = useFocusOnce<HTMLHeadingElement>();
  const { job } = state;
  if (!job) return null;
  const titles = { parse: t.progress.parseTitle, scan: t.progress.scanTitle, restore: t.progress.restoreTitle };
  return (
    <div class="screen progress">
      <h1 ref={heading} tabIndex={-1}>
        {titles[job.kind]}
      </h1>
      <ProgressBar progress={job.progress} />
      <Stages kind={job.kind} progress={job.progress} />
      <div class="actions">
        <button type="button" class="secondary" onClick={() => session.cancel()}>
          {t.progress.cancel}
        </button>
        <span class="muted">{t.progress.cancelHint}</span>
      </div>
    </div>
  );
}

/** A bar with polite announcements at every quarter. */
export function ProgressBar({ progress }: { progress: ProgressReport | null }) {
  const { t } = useApp();
  const done = share(progress);
  const quarter = Math.floor(done * 4) / 4;
  const [said, setSaid] = useState(0);
  useEffect(() => {
    if (quarter !== said) setSaid(quarter);
  }, [quarter, said]);
  return (
    <>
      <div class="bar" role="progressbar" aria-label={t.progress.bar} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(done * 100)}>
        <div class="fill" style={{ width: `${(done * 100).toFixed(1)}%` }} />
      </div>
      <span class="hidden" role="status">
        {said > 0 && t.progress.announce(said)}
      </span>
    </>
  );
}

/** What is not heard of for so long is not stuck: at the end of a file all of it is put in order. */
const QUIET_MS = 400;

/** Seconds since the last progress, kept moving; 0 while progress comes. */
function useQuiet(progress: ProgressReport | null): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const since = performance.now();
    setSeconds(0);
    const timer = setInterval(() => {
      const quiet = performance.now() - since;
      if (quiet >= QUIET_MS) setSeconds(quiet / 1000);
    }, 100);
    return () => clearInterval(timer);
  }, [progress]);
  return seconds;
}

function Stages({ kind, progress }: { kind: "parse" | "scan" | "restore"; progress: ProgressReport | null }) {
  const { t, lang } = useApp();
  const w = t.progress;
  const scanning = progress?.stage === "scan" || (kind === "scan" && !progress);
  const reading = !scanning && progress;
  const quiet = useQuiet(progress);
  return (
    <dl class="stages">
      <div class={scanning ? "" : "now"}>
        <dt>{w.parse}</dt>
        <dd>{reading ? `${quiet ? `${w.settling(quiet)} · ` : ""}${w.bytes(formatBytes(lang, reading.done), formatBytes(lang, reading.total))} · ${w.messages(reading.messages)}` : scanning ? w.done : w.waiting}</dd>
      </div>
      {kind !== "parse" && (
        <div class={scanning ? "now" : ""}>
          <dt>{w.scan}</dt>
          <dd>{scanning && progress ? w.scanned(progress.done, progress.total) : w.waiting}</dd>
        </div>
      )}
    </dl>
  );
}
