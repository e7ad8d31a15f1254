// A file, an archive or a folder on the confirm screen, with what came of it.

import { useState } from "preact/hooks";
import { useApp } from "./context.ts";
import { FailureFacts, FailureList } from "./failure-facts.tsx";
import { ByMarks, Fixes } from "./fixes.tsx";
import type { Group, Item } from "./groups.ts";
import { Overrides, RemoveFile } from "./overrides.tsx";
import { SourceFacts } from "./source-facts.tsx";

const SHOWN = 10;

export function FileGroup({ group }: { group: Group }) {
  const [first] = group.items;
  const sources = group.items.filter(({ source }) => source);
  if (first && group.items.length === 1) return <FileCard item={first} group={group} inputs={group.inputs} />;
  const failed = group.items.some(({ failure }) => failure);
  if (sources.length === 1 && sources[0] && (!failed || (group.folder && !group.separable))) return <FileCard item={sources[0]} group={group} inputs={group.inputs} />;
  return <Several group={group} />;
}

/** `within` is what the file lies in, where that has a heading of its own. */
function FileCard({ item: { source, failure, list }, group, inputs, within }: { item: Item; group: Group; inputs: readonly number[]; within?: string }) {
  const { t, state } = useApp();
  const w = t.confirm;
  const name = within === undefined ? group.name : (source ?? failure ?? list)?.file ?? group.name;
  const Heading = within === undefined ? "h2" : "h3";
  const others = within === undefined ? group.items.flatMap((other) => (other.failure && other.failure !== failure ? [other.failure] : [])) : [];
  const own = within === undefined || group.separable;
  const options = state.options[inputs[0] ?? 0];
  const marked = options?.layout !== undefined;
  return (
    <section class={`card ${failure ? "failure" : "source"}`} aria-label={w.file(name)}>
      <div class="title">
        <Heading>
          <bdi>{within && name.startsWith(`${within}/`) ? name.slice(within.length + 1) : name}</bdi>
        </Heading>
        {own && <RemoveFile inputs={inputs} name={name} />}
      </div>
      {within === undefined && group.folder && <p class="muted">{w.folder(group.inputs.length)}</p>}
      {within === undefined && <Lists group={group} />}
      {source && marked && <ByMarks source={source} />}
      {source && <SourceFacts source={source} marked={marked} />}
      {failure && <FailureFacts failure={failure} shown={own && inputs.length === 1 && failure.code === "unknown-format"} />}
      <FailureList failures={others} within={group.name} open={false} />
      {own && !list && <Fixes key="fixes" inputs={inputs} source={source} failure={failure} />}
    </section>
  );
}

/** Files that only say who others are. */
function Lists({ group }: { group: Group }) {
  const { t } = useApp();
  const lists = group.items.flatMap(({ list }) => list ?? []);
  const sum = (key: "people" | "conversations") => lists.reduce((total, list) => total + list[key], 0);
  return lists.length > 0 && <p>{t.confirm.lists(sum("people"), sum("conversations"))}</p>;
}

/** Several chats under one heading. */
function Several({ group }: { group: Group }) {
  const { t } = useApp();
  const [limit, setLimit] = useState(SHOWN);
  const w = t.confirm;
  const sources = group.items.filter(({ source }) => source);
  const failures = group.items.flatMap(({ failure }) => failure ?? []);
  const more = sources.length - limit;
  return (
    <section class="several" aria-label={w.file(group.name)}>
      <div class="title">
        <h2>
          <bdi>{group.name}</bdi>
        </h2>
        <RemoveFile inputs={group.inputs} name={group.name} />
      </div>
      <p class="muted">{w.inside(sources.length)}</p>
      <Lists group={group} />
      <FailureList failures={failures} within={group.name} open={!sources.length} />
      {sources.slice(0, limit).map((item) => (
        <FileCard key={item.source?.file} item={item} group={group} inputs={group.separable && item.source ? [item.source.input] : group.inputs} within={group.name} />
      ))}
      {more > 0 && (
        <button type="button" class="secondary" onClick={() => setLimit(limit + SHOWN)}>
          {w.moreChats(more)}
        </button>
      )}
      {!group.separable && sources[0] && <Overrides inputs={group.inputs} source={sources[0].source} />}
    </section>
  );
}
