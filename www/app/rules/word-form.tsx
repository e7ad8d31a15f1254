// The form for a word, a phrase or a small rule.

import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import type { Failure, RuleInfo, Severity } from "../../engine/client.ts";
import { localized } from "../../i18n/index.ts";
import { useApp } from "../context.ts";
import { SEVERITIES } from "../marks.tsx";
import { useFaultText } from "./fault.tsx";
import { failureOf } from "./import-packs.ts";
import { BLANK, EVERYONE, sentenceOf, speakerOf, splitWords, titleOf, withEntry, type Entry } from "./own.ts";

interface Props {
  draft: Entry;
  /** Whether the sentence that it must find is found, and the other one; `null` where that is not known. */
  hit: boolean | null;
  miss: boolean | null;
  /** What is wrong with the draft as it stands. */
  failure: Failure | null;
  onSaved: () => void;
}

type Lists = "words" | "and" | "mask" | "veto";

export function WordForm({ draft, hit, miss, failure: live, onSaved }: Props) {
  const { t, session, state } = useApp();
  const id = useId();
  const fault = useFaultText();
  const [raw, setRaw] = useState(() => ({ words: draft.words.join("、"), and: draft.and.join("、"), mask: draft.mask.join("、"), veto: draft.veto.join("、") }));
  const [refused, setRefused] = useState<Failure | null>(null);
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const w = t.rules.form;
  const editing = draft.id !== "";

  const change = (part: Partial<Entry>) => {
    const next = { ...draft, ...part };
    setRefused(null);
    setMissing(false);
    session.setDraft({ ...next, by: speakerOf(next, state.rules) });
  };
  const list = (name: Lists) => (event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => {
    const { value } = event.currentTarget;
    setRaw((old) => ({ ...old, [name]: value }));
    change({ [name]: splitWords(value) });
  };
  const save = async () => {
    const enough = draft.words.length || (draft.target && draft.mask.length + draft.veto.length);
    if (!enough) return setMissing(true);
    setBusy(true);
    try {
      await session.changeOwn((own) => withEntry(own, { ...draft, by: speakerOf(draft, state.rules) }));
      onSaved();
    } catch (error) {
      setRefused(failureOf(error));
    }
    setBusy(false);
  };

  const failure = refused ?? live;
  const kind = failure?.args["fault"] ?? "";
  const field = failure && (kind === "missed" ? "hit" : kind === "found" ? "miss" : "words");
  const said = (name: string) => field === name && failure && <Said id={`${id}-${name}-said`} text={fault(failure)} />;
  return (
    <form
      class="word-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>{editing ? w.editTitle(titleOf(draft) || draft.target) : w.title}</h2>
      <Field id={`${id}-words`} label={w.words} hint={w.wordsHint}>
        <textarea
          id={`${id}-words`}
          class="big"
          rows={2}
          value={raw.words}
          placeholder={w.placeholder}
          aria-invalid={missing || field === "words"}
          aria-describedby={`${id}-words-hint ${id}-words-said`}
          onInput={list("words")}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            void save();
          }}
        />
        {missing ? <Said id={`${id}-words-said`} text={w.wordsMissing} /> : said("words")}
        {draft.words.some((word) => [...word].length === 1) && <p class="muted">{w.single}</p>}
      </Field>
      <div class="actions">
        <button type="submit" class="primary" disabled={busy}>
          {editing ? w.save : w.add}
        </button>
        {editing && (
          <button type="button" class="secondary" onClick={onSaved}>
            {w.cancel}
          </button>
        )}
      </div>
      <details open={editing || draft.target !== "" || draft.hit !== "" || field === "hit" || field === "miss" || undefined}>
        <summary>{w.more}</summary>
        <div class="fields">
          <Target id={id} draft={draft} onChange={(target) => change({ target })} />
          {!draft.target && <NewRule id={id} draft={draft} onChange={change} />}
          {(["and", "mask", "veto"] as const).map((name) => (
            <Field key={name} id={`${id}-${name}`} label={w[name]} hint={name === "veto" ? "" : w[`${name}Hint`]}>
              <input id={`${id}-${name}`} type="text" value={raw[name]} aria-describedby={`${id}-${name}-hint`} onInput={list(name)} />
            </Field>
          ))}
          {!draft.target && (
            <Field id={`${id}-action`} label={w.action}>
              <input id={`${id}-action`} type="text" value={draft.action} onInput={(event) => change({ action: event.currentTarget.value })} />
            </Field>
          )}
          <Field id={`${id}-hit`} label={w.hit} hint={w.hitHint}>
            <input id={`${id}-hit`} type="text" value={draft.hit} placeholder={sentenceOf(draft)} aria-invalid={field === "hit"} aria-describedby={`${id}-hit-hint ${id}-hit-said`} onInput={(event) => change({ hit: event.currentTarget.value })} />
            {said("hit") || (hit !== null && <Tried good={hit} yes={w.works} no={w.worksNot} />)}
          </Field>
          <Field id={`${id}-miss`} label={w.miss}>
            <input id={`${id}-miss`} type="text" value={draft.miss} aria-invalid={field === "miss"} aria-describedby={`${id}-miss-said`} onInput={(event) => change({ miss: event.currentTarget.value })} />
            {said("miss") || (miss !== null && <Tried good={!miss} yes={w.silent} no={w.silentNot} />)}
          </Field>
        </div>
      </details>
    </form>
  );
}

function Field({ id, label, hint = "", children }: { id: string; label: string; hint?: string; children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="muted" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children}
    </div>
  );
}

function Said({ id, text }: { id: string; text: string }) {
  return (
    <p class="said" id={id} role="alert">
      {text}
    </p>
  );
}

function Tried({ good, yes, no }: { good: boolean; yes: string; no: string }) {
  return <p class={good ? "tried good" : "tried bad"}>{good ? `✓ ${yes}` : `✗ ${no}`}</p>;
}

/** Rules by category, for a select. */
export function RuleOptions({ rules }: { rules: readonly RuleInfo[] }) {
  const { e, lang } = useApp();
  const categories = [...new Set(rules.map(({ category }) => category))];
  return (
    <>
      {categories.map((category) => (
        <optgroup key={category} label={(e.categories as Record<string, string>)[category] ?? category}>
          {rules
            .filter((rule) => rule.category === category)
            .map((rule) => (
              <option key={rule.id} value={rule.id}>
                {localized(lang, rule.title)}
              </option>
            ))}
        </optgroup>
      ))}
    </>
  );
}

function Target({ id, draft, onChange }: { id: string; draft: Entry; onChange: (target: string) => void }) {
  const { t, state } = useApp();
  const w = t.rules.form;
  const rules = [...state.rules.values()].filter((rule) => !state.own.entries.some((entry) => entry.id === rule.id));
  return (
    <Field id={`${id}-target`} label={w.target}>
      <select id={`${id}-target`} value={draft.target} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{w.targetNew}</option>
        <RuleOptions rules={rules} />
      </select>
    </Field>
  );
}

function NewRule({ id, draft, onChange }: { id: string; draft: Entry; onChange: (part: Partial<Entry>) => void }) {
  const { t, e } = useApp();
  const w = t.rules.form;
  const toggle = (role: Entry["speakers"][number], on: boolean) => onChange({ speakers: on ? [...draft.speakers, role] : draft.speakers.filter((other) => other !== role) });
  return (
    <>
      <Field id={`${id}-name`} label={w.name} hint={w.nameHint}>
        <input id={`${id}-name`} type="text" value={draft.title} placeholder={titleOf({ ...draft, title: "" })} aria-describedby={`${id}-name-hint`} onInput={(event) => onChange({ title: event.currentTarget.value })} />
      </Field>
      <div class="pair">
        <Field id={`${id}-severity`} label={w.severity}>
          <select id={`${id}-severity`} value={draft.severity} onChange={(event) => onChange({ severity: event.currentTarget.value as Severity })}>
            {SEVERITIES.map((severity) => (
              <option key={severity} value={severity}>
                {e.severities[severity]}
              </option>
            ))}
          </select>
        </Field>
        <Field id={`${id}-category`} label={w.category}>
          <select id={`${id}-category`} value={draft.category} onChange={(event) => onChange({ category: event.currentTarget.value })}>
            {Object.entries(e.categories).map(([category, name]) => (
              <option key={category} value={category}>
                {name}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <fieldset>
        <legend>{w.speakers}</legend>
        <p class="muted">{w.speakersHint}</p>
        <div class="row">
          {EVERYONE.map((role) => (
            <label key={role} class="tick">
              <input type="checkbox" checked={draft.speakers.includes(role)} onChange={(event) => toggle(role, event.currentTarget.checked)} />
              {e.speakers[role]}
            </label>
          ))}
        </div>
      </fieldset>
    </>
  );
}

/** A draft that adds to a rule. */
export function addTo(target: string, words: string[] = [], hit = ""): Entry {
  return { ...BLANK, target, words, hit };
}
