// What the message list shows, in words, and how to change it.

import type { Severity, ViewFilter } from "../engine/client.ts";
import { useApp } from "./context.ts";
import { SEVERITIES } from "./marks.tsx";
import { useRuleTitles } from "./message-text.tsx";

interface Props {
  filter: ViewFilter;
  /** Rows shown; `null` while they are counted. */
  count: number | null;
  onFilter: (part: Partial<ViewFilter>) => void;
}

export function Filters({ filter, count, onFilter }: Props) {
  const { t, state } = useApp();
  const titles = useRuleTitles();
  const w = t.results;
  const { scan } = state;
  if (!scan) return null;
  const conversations = state.report?.sources.flatMap((source) => source.conversations) ?? [];
  const hits = new Map(scan.by_conversation.map((conversation) => [conversation.conversation, conversation.hits]));
  const person = filter.member === null ? undefined : scan.by_person.find(({ member }) => member === filter.member);
  const chips = [
    ...(filter.rule ? [{ name: titles(filter.rule), part: { rule: null } }] : []),
    ...(person ? [{ name: person.name, part: { member: null } }] : []),
  ];
  return (
    <div class="filters" role="group" aria-label={w.filters}>
      {conversations.length > 1 && (
        <label>
          <span>{w.conversation}</span>
          <select value={filter.conversation ?? ""} onChange={(event) => onFilter({ conversation: event.currentTarget.value || null, member: null })}>
            <option value="">{w.allConversations}</option>
            {conversations.map(({ id, title }) => (
              <option key={id} value={id}>
                {w.conversationOption(title, hits.get(id) ?? 0)}
              </option>
            ))}
          </select>
        </label>
      )}
      {scan.hits > 0 && (
        <>
          <label>
            <span>{w.severity}</span>
            <select value={filter.severity ?? ""} onChange={(event) => onFilter({ severity: (event.currentTarget.value || null) as Severity | null })}>
              <option value="">{w.severityAll}</option>
              {SEVERITIES.slice(0, 3).map((severity) => (
                <option key={severity} value={severity}>
                  {w.severityFrom[severity]}
                </option>
              ))}
            </select>
          </label>
          <label class="check">
            <input type="checkbox" checked={filter.hits_only} onChange={(event) => onFilter({ hits_only: event.currentTarget.checked })} />
            {w.hitsOnly}
          </label>
        </>
      )}
      {chips.map(({ name, part }) => (
        <button key={name} type="button" class="chip" aria-label={w.without(name)} onClick={() => onFilter(part)}>
          <bdi>{name}</bdi> <span aria-hidden="true">×</span>
        </button>
      ))}
      <span class="count" role="status">
        {count !== null && w.showing(count)}
      </span>
    </div>
  );
}
