// A file that could not be read: what it is, where, what to do. The other files go on.

import type { Failure } from "../engine/client.ts";
import { failureWords } from "../i18n/index.ts";
import { useApp } from "./context.ts";

/** `shown`: what to do is shown below, not told here. What is wrong with marks is told above them. */
export function FailureFacts({ failure, shown }: { failure: Failure; shown: boolean }) {
  const { lang } = useApp();
  const { what, todo } = failureWords(lang, failure);
  return shown ? (
    <p class="muted">{what}</p>
  ) : (
    <>
      <p>
        <strong>{what}</strong>
      </p>
      {failure.code !== "marks" && <p>{todo}</p>}
    </>
  );
}

/** Failures of an archive or a folder, most of which are no chats at all. */
export function FailureList({ failures, within, open }: { failures: readonly Failure[]; within: string; open: boolean }) {
  const { lang, t } = useApp();
  const more = failures.length - LISTED;
  if (!failures.length) return null;
  return (
    <details open={open}>
      <summary>{t.confirm.failedInside(failures.length)}</summary>
      <ul class="unparsed">
        {failures.slice(0, LISTED).map((failure) => (
          <li key={failure.file}>
            <bdi>{failure.file.startsWith(`${within}/`) ? failure.file.slice(within.length + 1) : failure.file}</bdi> <span class="muted">{failureWords(lang, failure).what}</span>
          </li>
        ))}
        {more > 0 && <li class="muted">{t.confirm.moreFiles(more)}</li>}
      </ul>
    </details>
  );
}

const LISTED = 20;
