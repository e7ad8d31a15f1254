// Conversations of several files: what was made one, and what may be.

import { useState } from "preact/hooks";
import type { ParseReport } from "../engine/client.ts";
import { useApp } from "./context.ts";
import { keepFocus } from "./focus.ts";
import { conversationOf, joinedOf, offersOf, type Joined, type Offer } from "./joins.ts";

const SHOWN = 4;

export function JoinOffers({ report }: { report: ParseReport }) {
  const { t, state } = useApp();
  const [limit, setLimit] = useState(SHOWN);
  const offers = offersOf(report, (key) => !state.joins.different.has(key));
  const joined = joinedOf(report);
  const more = offers.length + joined.length - limit;
  if (!offers.length && !joined.length) return null;
  return (
    <section class="joins" aria-label={t.joins.label} tabIndex={-1} data-focus="joins">
      {offers.slice(0, limit).map((offer) => (
        <Ask key={offer.keys[0]} report={report} offer={offer} />
      ))}
      {joined.slice(0, Math.max(0, limit - offers.length)).map((one) => (
        <Done key={one.joins[0]?.conversation} joined={one} />
      ))}
      {more > 0 && (
        <button type="button" class="quiet" onClick={() => setLimit(limit + more)}>
          {t.more(more)}
        </button>
      )}
    </section>
  );
}

function Ask({ report, offer }: { report: ParseReport; offer: Offer }) {
  const { t, session, state, time } = useApp();
  const w = t.joins;
  const conversations = offer.conversations.flatMap((id) => conversationOf(report, id) ?? []);
  const titles = [...new Set(conversations.map(({ title }) => title))];
  const fileOf = (id: string) => report.sources.find((source) => source.conversations.some((conversation) => conversation.id === id))?.file ?? "";
  const answer = (give: (offer: Offer) => unknown) => {
    keepFocus("joins");
    give(offer);
  };
  return (
    <div class="notice join" role="group" aria-label={titles.join(t.join)}>
      <p>{titles.length === 1 ? w.ask(conversations.length, titles[0] ?? "") : w.askOther(titles)}</p>
      <ul class="figures">
        {conversations.map((conversation) => (
          <li key={conversation.id}>
            <bdi>{fileOf(conversation.id)}</bdi> · {t.confirm.counts(conversation.messages, conversation.participants)}
            {conversation.first && conversation.last && ` · ${t.confirm.span(time(conversation.first, "short"), time(conversation.last, "short"))}`}
          </li>
        ))}
      </ul>
      <div class="actions">
        <button type="button" class="secondary" disabled={state.job !== null} onClick={() => answer((given) => void session.join(given))}>
          {w.join}
        </button>
        <button type="button" class="secondary" onClick={() => answer((given) => session.decline(given))}>
          {w.different}
        </button>
      </div>
    </div>
  );
}

function Done({ joined: { conversation, joins } }: { joined: Joined }) {
  const { t, session, state } = useApp();
  const w = t.joins;
  const title = conversation?.title ?? "";
  const byHand = joins.every(({ reason }) => reason === "by-hand");
  const duplicates = joins.reduce((sum, join) => sum + join.duplicates, 0);
  return (
    <p class="join done">
      <span>
        {byHand ? w.byHand(joins.length + 1, title) : w.done(joins.length + 1, title, w.reasons[joins.find(({ reason }) => reason !== "by-hand")?.reason ?? "same-id"])}
        {duplicates > 0 && w.duplicates(duplicates)}
        {w.end}
      </span>
      <button
        type="button"
        class="quiet"
        aria-label={w.splitLabel(title)}
        disabled={state.job !== null}
        onClick={() => {
          keepFocus("joins");
          void session.split(joins);
        }}
      >
        {w.split}
      </button>
    </p>
  );
}
