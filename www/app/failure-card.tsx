// A file that could not be read: what it is, where, what to do. The other files go on.

import type { Failure } from "../engine/client.ts";
import { failureWords } from "../i18n/index.ts";
import { useApp } from "./context.ts";
import { Overrides, RemoveFile } from "./overrides.tsx";

/** Failures where choosing the format by hand may help. */
const BY_HAND = ["unknown-format", "malformed", "one-endless-line", "no-such-zone", "no-such-format"];

export function FailureCard({ index, failure }: { index: number; failure: Failure }) {
  const { lang, t } = useApp();
  const { what, todo } = failureWords(lang, failure);
  return (
    <section class="card failure" aria-label={t.confirm.file(failure.file)}>
      <div class="title">
        <h2>
          <bdi>{failure.file}</bdi>
        </h2>
        <RemoveFile index={index} name={failure.file} />
      </div>
      <p>
        <strong>{what}</strong>
      </p>
      <p>{todo}</p>
      {BY_HAND.includes(failure.code) && <Overrides index={index} source={null} />}
    </section>
  );
}
