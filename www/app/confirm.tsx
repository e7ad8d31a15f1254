// Screen 3: is this what you gave us? Who speaks for you? Then check.

import { useRef, useState } from "preact/hooks";
import type { Failure, SourceReport } from "../engine/client.ts";
import { failureWords } from "../i18n/index.ts";
import { useApp, useFocusOnce } from "./context.ts";
import { FailureCard } from "./failure-card.tsx";
import { useIntake } from "./import.tsx";
import { People } from "./roles.tsx";
import { ProgressBar } from "./progress.tsx";
import { SourceCard } from "./source-card.tsx";

/** A file of the last reading: its position among the inputs, and what came of it. */
interface Outcome {
  index: number;
  name: string;
  source: SourceReport | undefined;
  failure: Failure | undefined;
}

export function Confirm() {
  const { t, lang, session, state } = useApp();
  const heading = useFocusOnce<HTMLHeadingElement>();
  const { report, job, failure } = state;
  const w = t.confirm;
  if (!report) return null;

  const outcomes: Outcome[] = state.inputs.map(({ name }, index) => ({
    index,
    name,
    source: report.sources.find((source) => source.file === name),
    failure: report.failures.find((failed) => failed.file === name),
  }));
  const conversations = report.sources.flatMap((source) => source.conversations);
  const messages = conversations.reduce((sum, conversation) => sum + conversation.messages, 0);
  const readable = conversations.length > 0;

  return (
    <div class="screen confirm" aria-busy={job !== null}>
      <h1 ref={heading} tabIndex={-1}>
        {readable ? w.title(messages, state.people.length) : w.none}
      </h1>
      {!readable && <p class="lead">{w.noneHint}</p>}
      <Actions readable={readable} />
      {job && (
        <div class="notice rereading">
          <p>{w.rereading}</p>
          <ProgressBar progress={job.progress} />
          <button type="button" class="secondary" onClick={() => session.cancel()}>
            {t.progress.cancel}
          </button>
        </div>
      )}
      {failure && !job && (
        <div class="notice warn" role="alert">
          <p>{failureWords(lang, failure).what}</p>
          <p>{failureWords(lang, failure).todo}</p>
        </div>
      )}
      {report.failures
        .filter((failed) => !outcomes.some((outcome) => outcome.failure === failed))
        .map((failed) => (
          <div key={failed.message} class="notice warn" role="alert">
            <p>{failureWords(lang, failed).what}</p>
            <p>{failureWords(lang, failed).todo}</p>
          </div>
        ))}
      <div class="columns">
        <div class="files">
          {readable && report.failures.length > 0 && <h2>{w.failed(report.failures.length)}</h2>}
          {outcomes.map(({ index, name, failure: failed }) => failed && <FailureCard key={`${index}:${name}`} index={index} failure={failed} />)}
          {outcomes.map(({ index, name, source }) => source && <SourceCard key={`${index}:${name}`} index={index} source={source} />)}
        </div>
        {readable && <People />}
      </div>
      {readable && <Actions readable />}
    </div>
  );
}

function Actions({ readable }: { readable: boolean }) {
  const { t, session, state } = useApp();
  const intake = useIntake();
  const files = useRef<HTMLInputElement>(null);
  const [message, setMessage] = useState<string | null>(null);
  const w = t.confirm;
  return (
    <div class="actions">
      {readable && (
        <button type="button" class="primary" disabled={state.job !== null} onClick={() => void session.check()}>
          {w.go}
        </button>
      )}
      <button type="button" class="secondary" onClick={() => files.current?.click()}>
        {w.add}
      </button>
      <button type="button" class={readable ? "secondary" : "primary"} onClick={() => session.show("import")}>
        {w.other}
      </button>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label={w.add}
        onChange={(event) => {
          const list = [...(event.currentTarget.files ?? [])];
          if (list.length) setMessage(intake({ files: list, skipped: 0 }, true));
          event.currentTarget.value = "";
        }}
      />
      {message && <span role="status">{message}</span>}
    </div>
  );
}
