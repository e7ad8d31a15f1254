// "Who speaks for you?": roles decide which rules look at whose words.

import { useState } from "preact/hooks";
import type { Role } from "../engine/client.ts";
import { useApp } from "./context.ts";
import type { Person } from "./people.ts";

const PAGE = 8;
const CHOICES = ["official", "seller", "member"] as const satisfies Role[];

export function People() {
  const { t, state } = useApp();
  const [query, setQuery] = useState("");
  const [limit, setLimit] = useState(PAGE);
  const w = t.people;
  const { people } = state;
  const wanted = query.trim().toLowerCase();
  const found = wanted ? people.filter((person) => person.name.toLowerCase().includes(wanted) || person.key.toLowerCase().includes(wanted)) : people;
  const shown = found.slice(0, limit);
  const official = people.filter((person) => person.role === "official").length;
  const seller = people.filter((person) => person.role === "seller").length;
  const suggested = people.filter((person) => person.suggested).length;
  if (!people.length) return null;
  return (
    <section class="card people" aria-labelledby="people-title">
      <h2 id="people-title">{w.title}</h2>
      <p>{w.hint}</p>
      {suggested > 0 && <p>{w.suggestedHint(suggested)}</p>}
      {official === 0 && <p class="notice">{w.noneOfficial}</p>}
      <div class="row between">
        <label class="search">
          <span>{w.search}</span>
          <input
            type="search"
            placeholder={w.searchPlaceholder}
            value={query}
            onInput={(event) => {
              setQuery(event.currentTarget.value);
              setLimit(PAGE);
            }}
          />
        </label>
        <p class="muted" role="status">
          {w.marked(official, seller)} · {w.shown(shown.length, people.length)}
        </p>
      </div>
      {shown.length === 0 && <p>{w.empty}</p>}
      <ul class="list">
        {shown.map((person) => (
          <PersonRow key={person.key} person={person} />
        ))}
      </ul>
      {found.length > shown.length && (
        <button type="button" class="quiet" onClick={() => setLimit(limit + 5 * PAGE)}>
          {t.more(Math.min(5 * PAGE, found.length - shown.length))}
        </button>
      )}
    </section>
  );
}

function PersonRow({ person }: { person: Person }) {
  const { t, e, session } = useApp();
  const w = t.people;
  const name = person.name || w.untitled;
  const role = person.role === "unknown" ? "member" : person.role;
  return (
    <li class="person">
      <span class="name">
        <bdi>{name}</bdi>
        {person.suggested && <span class="tag">{w.suggested}</span>}
        <span class="muted">{w.messages(person.messages)}</span>
      </span>
      <span class="choice" role="radiogroup" aria-label={w.role(name)}>
        {CHOICES.map((choice) => (
          <label key={choice} class={role === choice ? "on" : ""}>
            <input type="radio" name={`role:${person.key}`} checked={role === choice} onChange={() => session.setRole(person.key, choice)} />
            {e.roles[choice]}
          </label>
        ))}
      </span>
    </li>
  );
}
