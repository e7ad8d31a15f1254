// The user's own words and rules: a form with a look at the open chats, a sentence to try, the list, files.

import { useState } from "preact/hooks";
import type { Preview, Role, TryRow } from "../../engine/client.ts";
import { useApp } from "../context.ts";
import { useAnswer } from "./ask.ts";
import { Keep } from "./keep.tsx";
import { OwnList } from "./own-list.tsx";
import { BLANK, MINE, packOf, sentenceOf, type Entry } from "./own.ts";
import { PreviewBox } from "./preview.tsx";
import { Transfer } from "./transfer.tsx";
import { TryBox } from "./try-box.tsx";
import { WordForm } from "./word-form.tsx";

/** What stands for the id of an entry that is not saved yet. */
const NEW = "MY-NEW";

export function OwnPanel() {
  const { session, state } = useApp();
  const [sentence, setSentence] = useState("");
  const [role, setRole] = useState<Role>("member");
  const draft = state.draft ?? BLANK;
  const named: Entry = { ...draft, id: draft.id || NEW };
  const written = draft.words.length > 0 || (draft.target !== "" && draft.mask.length + draft.veto.length > 0);

  const preview = useAnswer<Preview>(written && state.report ? `${JSON.stringify(named)} ${state.generation}` : null, () => session.ask("preview", [[packOf([named], "draft")]]));
  const others = state.own.entries.filter(({ id, on }) => on && id !== draft.id);
  const pack = packOf(written ? [...others, named] : others, MINE);
  const texts = [
    { text: sentence, role },
    { text: sentenceOf(draft), role: draft.by },
    { text: draft.miss, role: draft.by },
  ];
  const asked = written || sentence.trim() ? JSON.stringify([pack, texts, state.own.profile, state.generation]) : null;
  const tried = useAnswer<TryRow[]>(asked, () => session.ask("tryText", [written || others.length ? [pack] : [], texts]));
  const fires = (row: TryRow | undefined) => (row && tried.value && written ? row.then.some(({ rule }) => rule === (draft.target || named.id)) : null);

  return (
    <div class="own">
      <section class="card main">
        <WordForm
          key={state.drafts}
          draft={draft}
          hit={fires(tried.value?.[1])}
          miss={draft.miss.trim() ? fires(tried.value?.[2]) : null}
          failure={preview.failure ?? tried.failure}
          onSaved={() => session.edit(null)}
        />
      </section>
      <div class="side">
        <section class="card">
          <PreviewBox preview={preview} written={written} draft={draft} />
        </section>
        <section class="card">
          <OwnList />
        </section>
      </div>
      <section class="card">
        <TryBox sentence={sentence} role={role} row={sentence.trim() ? (tried.value?.[0] ?? null) : null} draft={named} written={written} onSentence={setSentence} onRole={setRole} />
      </section>
      <section class="card">
        <Transfer />
      </section>
      <section class="card">
        <Keep />
      </section>
    </div>
  );
}
