// The findings counted by rule and by person; each entry filters the message list.

import { useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import type { PersonCount, RuleCount, ViewFilter } from "../engine/client.ts";
import { useApp } from "./context.ts";
import { SeverityMark } from "./marks.tsx";
import { useRuleTitles } from "./message-text.tsx";

/** Entries shown at first; on a narrow screen the messages must not be far below. */
const FIRST = { wide: 6, narrow: 3 };
const NAMED = 3;

interface Props {
  filter: ViewFilter;
  onFilter: (part: Partial<ViewFilter>) => void;
}

export function Facets({ filter, onFilter }: Props) {
  const { t, state } = useApp();
  const { scan } = state;
  if (!scan?.hits) return null;
  const here = ({ conversation }: PersonCount) => !filter.conversation || filter.conversation === conversation;
  return (
    <div class="facets">
      <Facet title={t.results.byRule} items={scan.by_rule}>
        {(count) => <Rule key={count.rule} count={count} on={filter.rule === count.rule} onFilter={onFilter} />}
      </Facet>
      <Facet title={t.results.byPerson} items={scan.by_person.filter(here)}>
        {(count) => <Person key={count.member} count={count} on={filter.member === count.member} onFilter={onFilter} />}
      </Facet>
    </div>
  );
}

function Facet<T>({ title, items, children }: { title: string; items: T[]; children: (item: T) => ComponentChildren }) {
  const { t, narrow } = useApp();
  const [more, setMore] = useState(0);
  const limit = more + (narrow ? FIRST.narrow : FIRST.wide);
  if (!items.length) return null;
  const rest = Math.min(50, items.length - limit);
  return (
    <section class="facet">
      <h2>{title}</h2>
      <ul class="list">{items.slice(0, limit).map(children)}</ul>
      {rest > 0 && (
        <button type="button" class="quiet" onClick={() => setMore(more + rest)}>
          {t.more(rest)}
        </button>
      )}
    </section>
  );
}

function Rule({ count, on, onFilter }: { count: RuleCount; on: boolean; onFilter: Props["onFilter"] }) {
  const { t, time } = useApp();
  const titles = useRuleTitles();
  const days = [...new Set([count.first, count.last].flatMap((value) => (value ? [time(value, "short")] : [])))];
  return (
    <li>
      <button type="button" class="entry" aria-pressed={on} onClick={() => onFilter({ rule: on ? null : count.rule })}>
        <strong>{titles(count.rule)}</strong>
        <span class="facts">
          <SeverityMark severity={count.severity} />
          <span class="muted">{t.results.ruleCount(count.messages, count.people)}</span>
        </span>
        {days.length > 0 && <span class="muted">{days.join(" – ")}</span>}
      </button>
    </li>
  );
}

function Person({ count, on, onFilter }: { count: PersonCount; on: boolean; onFilter: Props["onFilter"] }) {
  const { t, e } = useApp();
  const titles = useRuleTitles();
  const rules = Object.entries(count.rules).sort(([, a], [, b]) => b - a);
  const said = rules.slice(0, NAMED).map(([rule, hits]) => t.results.personRule(titles(rule), hits));
  if (rules.length > NAMED) said.push(t.results.personMore(rules.length - NAMED));
  return (
    <li>
      <button type="button" class="entry" aria-pressed={on} onClick={() => onFilter({ member: on ? null : count.member })}>
        <strong>
          <bdi>{count.name}</bdi>
          {(count.role === "official" || count.role === "seller") && <span class="tag">{e.roles[count.role]}</span>}
        </strong>
        <span class="facts">
          <SeverityMark severity={count.worst} />
          <span class="muted">{t.results.personCount(count.messages, count.hits)}</span>
        </span>
        <span>{said.join(t.join)}</span>
      </button>
    </li>
  );
}
