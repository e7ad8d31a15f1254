// Every rule there is: searched, switched, made more or less urgent, for all chats or for one group.

import { useId, useState } from "preact/hooks";
import type { RuleInfo } from "../../engine/client.ts";
import { useApp } from "../context.ts";
import { MINE } from "./own.ts";
import { RuleRow } from "./rule-row.tsx";

export function BuiltinPanel() {
  const { t, e, session, state } = useApp();
  const id = useId();
  const [query, setQuery] = useState("");
  const [changed, setChanged] = useState(false);
  const w = t.rules.builtin;
  const { profile } = state.own;
  const all = [...state.rules.values()].filter(({ pack }) => pack !== MINE);
  const touched = ({ id }: RuleInfo) => profile.rules[id] !== undefined || profile.groups.some(({ rules }) => rules[id] !== undefined);
  const off = all.filter(({ id }) => profile.rules[id]?.on === false).length;
  const severities = all.filter(({ id }) => profile.rules[id]?.severity !== undefined).length;
  const words = query.trim().toLowerCase();
  const fits = (rule: RuleInfo) => {
    const texts = [rule.id, rule.title.zh, rule.title.en, rule.law.zh, rule.law.en, rule.owner.zh];
    return (!words || texts.some((text) => text.toLowerCase().includes(words))) && (!changed || touched(rule));
  };
  const shown = all.filter(fits);
  const categories = [...new Set(shown.map(({ category }) => category))];
  const reset = () =>
    session
      .changeOwn((own) => ({ ...own, profile: { ...own.profile, rules: {}, groups: [] } }), { kind: "reset", name: "" })
      .catch((error: unknown) => session.fail(error));
  return (
    <div class="builtin">
      <div class="row between">
        <div class="row">
          <label for={id}>{w.search}</label>
          <input id={id} type="search" value={query} placeholder={w.placeholder} onInput={(event) => setQuery(event.currentTarget.value)} />
          <label class="tick">
            <input type="checkbox" checked={changed} onChange={(event) => setChanged(event.currentTarget.checked)} />
            {w.onlyChanged}
          </label>
        </div>
        <div class="row">
          <span role="status">
            {w.count(all.length, off)}
            {severities > 0 && ` · ${w.changed(severities)}`}
          </span>
          {all.some(touched) && (
            <button type="button" class="secondary" onClick={() => void reset()}>
              {w.reset}
            </button>
          )}
        </div>
      </div>
      {all.length > 0 && !shown.length && <p>{w.none}</p>}
      {categories.map((category) => (
        <section key={category} class="card">
          <h2>{(e.categories as Record<string, string>)[category] ?? category}</h2>
          <ul class="entries">
            {shown
              .filter((rule) => rule.category === category)
              .map((rule) => (
                <RuleRow key={rule.id} rule={rule} />
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
