// Conversations that several files hold parts of: which are one already, which may be.

import type { ConversationReport, JoinReport, ParseReport } from "../engine/client.ts";

/** Conversations of different files that may be one. */
export interface Offer {
  conversations: string[];
  /** One a pair, by {@link joinKey}. */
  keys: string[];
}

/** A conversation that was put together from several files. */
export interface Joined {
  conversation: ConversationReport | undefined;
  joins: JoinReport[];
}

const known = new WeakMap<ParseReport, Map<string, ConversationReport>>();

export function conversationOf(report: ParseReport, id: string): ConversationReport | undefined {
  let byId = known.get(report);
  if (!byId) {
    byId = new Map(report.sources.flatMap(({ conversations }) => conversations.map((conversation) => [conversation.id, conversation])));
    known.set(report, byId);
  }
  return byId.get(id);
}

/** Names a join by its file and title: the same before and after it is done, and after the files are read again. */
export function joinKey(report: ParseReport, join: JoinReport): string {
  return `${join.file}\n${conversationOf(report, join.conversation)?.title ?? ""}`;
}

/** What may be joined, as sets of conversations; only pairs whose key is `wanted`. */
export function offersOf(report: ParseReport, wanted: (key: string) => boolean): Offer[] {
  const offers: Offer[] = [];
  for (const join of report.joins) {
    if (join.other === null || join.other === join.conversation) continue;
    const key = joinKey(report, join);
    if (!wanted(key)) continue;
    const pair = [join.conversation, join.other];
    const touched = offers.filter((offer) => pair.some((id) => offer.conversations.includes(id)));
    const [first = { conversations: [], keys: [] }, ...rest] = touched;
    if (!touched.length) offers.push(first);
    for (const offer of rest) offers.splice(offers.indexOf(offer), 1);
    first.conversations = [...new Set([...first.conversations, ...rest.flatMap((offer) => offer.conversations), ...pair])];
    first.keys = [...new Set([...first.keys, ...rest.flatMap((offer) => offer.keys), key])];
  }
  return offers;
}

/** How many pairs are open. */
export function countOpen(joins: readonly JoinReport[]): number {
  return joins.filter((join) => join.other !== null).length;
}

/** What was joined, by conversation. */
export function joinedOf(report: ParseReport): Joined[] {
  const joined = new Map<string, Joined>();
  for (const join of report.joins) {
    if (join.other !== null) continue;
    const found = joined.get(join.conversation);
    if (found) found.joins.push(join);
    else joined.set(join.conversation, { conversation: conversationOf(report, join.conversation), joins: [join] });
  }
  return [...joined.values()];
}
