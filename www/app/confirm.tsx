// Screen 3: is this what you gave us? Who speaks for you? Then check.

import { useMemo, useRef, useState } from "preact/hooks";
import type { Failure } from "../engine/client.ts";
import { failureWords } from "../i18n/index.ts";
import { useApp, useFocusOnce } from "./context.ts";
import { FileGroup } from "./file-group.tsx";
import { useKeptFocus } from "./focus.ts";
import { groupsOf } from "./groups.ts";
import { useIntake } from "./import.tsx";
import { JoinOffers } from "./join-offers.tsx";
import { People } from "./roles.tsx";
import { ProgressBar } from "./progress.tsx";

/** Groups shown at first, and more at a click: a folder of chats may hold hundreds. */
const SHOWN = 20;

/** `message`: what was left out of what was dropped. */
export function Confirm({ message }: { message: string | null }) {
  const { t, session, state } = useApp();
  const heading = useFocusOnce<HTMLHeadingElement>();
  const screen = useRef<HTMLDivElement>(null);
  const [limit, setLimit] = useState(SHOWN);
  useKeptFocus(screen, "title");
  const { report, job, failure, inputs, options } = state;
  const groups = useMemo(() => (report ? groupsOf(inputs, options, report) : []), [report, inputs]);
  const w = t.confirm;
  if (!report) return null;

  const conversations = report.sources.flatMap((source) => source.conversations);
  const messages = conversations.reduce((sum, conversation) => sum + conversation.messages, 0);
  const readable = conversations.length > 0;
  // The way on is in the card itself.
  const lines = !/\.(?:jsonl?|xml|html?)$/i.test(groups[0]?.name ?? "");
  const teachable = !readable && lines && groups.length === 1 && report.failures.some(({ code, input }) => code === "unknown-format" || (input !== null && options[input]?.layout));
  const more = groups.length - limit;

  return (
    <div ref={screen} class="screen confirm" aria-busy={job !== null}>
      <h1 ref={heading} tabIndex={-1} data-focus="title">
        {readable ? w.title(messages, state.people.length) : teachable ? w.unknown : w.none}
      </h1>
      {!readable && !teachable && <p class="lead">{w.noneHint}</p>}
      <Actions readable={readable} teachable={teachable} message={message} />
      {job && (
        <div class="notice rereading">
          <p>{w.rereading}</p>
          <ProgressBar progress={job.progress} />
          <button type="button" class="secondary" onClick={() => session.cancel()}>
            {t.progress.cancel}
          </button>
        </div>
      )}
      {failure && !job && <Warning failure={failure} />}
      {report.failures
        .filter((failed) => failed.input === null)
        .map((failed) => (
          <Warning key={failed.message} failure={failed} />
        ))}
      <JoinOffers report={report} />
      <div class="columns">
        <div class="files">
          {readable && report.failures.length > 0 && <h2>{w.failed(report.failures.length)}</h2>}
          {groups.slice(0, limit).map((group) => (
            <FileGroup key={`${group.inputs[0]}:${group.name}`} group={group} />
          ))}
          {more > 0 && (
            <button type="button" class="secondary" onClick={() => setLimit(limit + SHOWN)}>
              {w.moreFiles(more)}
            </button>
          )}
        </div>
        {readable && <People />}
      </div>
      {readable && <Actions readable teachable={false} message={null} />}
    </div>
  );
}

function Warning({ failure }: { failure: Failure }) {
  const { lang } = useApp();
  const { what, todo } = failureWords(lang, failure);
  return (
    <div class="notice warn" role="alert">
      <p>{what}</p>
      <p>{todo}</p>
    </div>
  );
}

function Actions({ readable, teachable, message: dropped }: { readable: boolean; teachable: boolean; message: string | null }) {
  const { t, session, state } = useApp();
  const intake = useIntake();
  const files = useRef<HTMLInputElement>(null);
  const [said, setMessage] = useState<string | null>(null);
  const message = said ?? dropped;
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
      <button type="button" class={readable || teachable ? "secondary" : "primary"} onClick={() => session.show("import")}>
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
