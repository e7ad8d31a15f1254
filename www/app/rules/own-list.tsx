// What the user added, with how much each finds in the open chats.

import { useApp } from "../context.ts";
import type { Preview } from "../../engine/client.ts";
import { useRuleTitles } from "../message-text.tsx";
import { SeverityMark } from "../marks.tsx";
import { useAnswer } from "./ask.ts";
import { inOrder, titleOf, wire, type Entry, type Pack } from "./own.ts";

export function OwnList() {
  const { t, session, state } = useApp();
  const { own } = state;
  const w = t.rules.list;
  const { packs } = wire(own);
  const counts = useAnswer<Preview>(packs.length && state.report ? JSON.stringify([packs, state.generation]) : null, () => session.ask("preview", [packs]));
  const items = counts.value?.items ?? [];
  // The engine counts pack after pack, in each the rules first.
  const hits = new Map<string, number>();
  let at = 0;
  for (const pack of own.packs.filter(({ on }) => on)) {
    const length = pack.rules.length + pack.additions;
    hits.set(`pack:${pack.id}`, items.slice(at, at + length).reduce((sum, item) => sum + item.hits, 0));
    at += length;
  }
  for (const entry of inOrder(own.entries.filter(({ on }) => on))) hits.set(entry.id, items[at++]?.hits ?? 0);
  const known = items.length > 0;
  const count = (on: boolean, key: string) => (!on ? w.off : known ? w.hits(hits.get(key) ?? 0) : "");
  const exempt = own.profile.exempt.length;
  return (
    <>
      <h2>{w.title}</h2>
      {!own.entries.length && !own.packs.length && <p class="muted">{w.none}</p>}
      <ul class="entries">
        {own.entries.map((entry) => (
          <EntryRow key={entry.id} entry={entry} count={count(entry.on, entry.id)} />
        ))}
        {own.packs.map((pack) => (
          <PackRow key={pack.id} pack={pack} count={count(pack.on, `pack:${pack.id}`)} />
        ))}
      </ul>
      {exempt > 0 && (
        <p class="row between">
          <span class="muted">{w.exempt(exempt)}</span>
          <button type="button" class="quiet" onClick={() => change(session, (old) => ({ ...old, profile: { ...old.profile, exempt: [] } }), { kind: "reset", name: "" })}>
            {w.exemptReset}
          </button>
        </p>
      )}
    </>
  );
}

type Session = ReturnType<typeof useApp>["session"];

function change(session: Session, ...args: Parameters<Session["changeOwn"]>): void {
  session.changeOwn(...args).catch((error: unknown) => session.fail(error));
}

function EntryRow({ entry, count }: { entry: Entry; count: string }) {
  const { t, session } = useApp();
  const titles = useRuleTitles();
  const w = t.rules.list;
  const name = titleOf(entry) || titles(entry.target);
  const set = (on: boolean) =>
    change(session, (own) => ({ ...own, entries: own.entries.map((old) => (old.id === entry.id ? { ...old, on } : old)) }), on ? undefined : { kind: "off", name });
  return (
    <li>
      <input type="checkbox" checked={entry.on} aria-label={w.on(name)} onChange={(event) => set(event.currentTarget.checked)} />
      <span class="what">
        <strong>
          <bdi>{name}</bdi>
        </strong>
        <span class="facts">
          {entry.target ? <span class="muted">{w.addsTo(titles(entry.target))}</span> : <SeverityMark severity={entry.severity} />}
          {entry.and.length > 0 && <span class="muted">{w.and(entry.and.join(t.join))}</span>}
          <span class="muted count">{count}</span>
        </span>
      </span>
      <span class="row">
        <button type="button" class="quiet" aria-label={w.editLabel(name)} onClick={() => session.edit(entry)}>
          {w.edit}
        </button>
        <button
          type="button"
          class="quiet"
          aria-label={w.deleteLabel(name)}
          onClick={() => change(session, (own) => ({ ...own, entries: own.entries.filter(({ id }) => id !== entry.id) }), { kind: "delete", name })}
        >
          {w.delete}
        </button>
      </span>
    </li>
  );
}

function PackRow({ pack, count }: { pack: Pack; count: string }) {
  const { t, session } = useApp();
  const w = t.rules.list;
  const set = (on: boolean) =>
    change(session, (own) => ({ ...own, packs: own.packs.map((old) => (old.id === pack.id ? { ...old, on } : old)) }), on ? undefined : { kind: "off", name: pack.title });
  return (
    <li>
      <input type="checkbox" checked={pack.on} aria-label={w.on(pack.title)} onChange={(event) => set(event.currentTarget.checked)} />
      <span class="what">
        <strong>
          <bdi>{pack.title}</bdi>
        </strong>
        <span class="facts">
          <span class="muted">{w.pack(pack.rules.length, pack.additions)}</span>
          <span class="muted">
            <bdi>{pack.name}</bdi>
          </span>
          <span class="muted count">{count}</span>
        </span>
      </span>
      <button
        type="button"
        class="quiet"
        aria-label={w.deleteLabel(pack.title)}
        onClick={() => change(session, (own) => ({ ...own, packs: own.packs.filter(({ id }) => id !== pack.id) }), { kind: "delete", name: pack.title })}
      >
        {w.delete}
      </button>
    </li>
  );
}
