// What came of the files, as the confirm screen shows it: one group a file, an archive or a folder.

import type { Failure, Input, ListReport, ParseOptions, ParseReport, SourceReport } from "../engine/client.ts";
import { topOf } from "../engine/files.ts";

/** One chat, one thing that could not be read, or one that only says who others are. */
export interface Item {
  source: SourceReport | null;
  failure: Failure | null;
  list: ListReport | null;
}

const NOTHING: Item = { source: null, failure: null, list: null };

export interface Group {
  /** Name of the file, the archive or the folder. */
  name: string;
  /** Numbers of its files among the inputs. */
  inputs: number[];
  folder: boolean;
  /** In the order read; failures of a file alone are items too. */
  items: Item[];
  /** `true` where each of several files came to something of its own, so that each can be left out. */
  separable: boolean;
}

/** Groups, those with nothing readable first. */
export function groupsOf(inputs: readonly Input[], options: readonly ParseOptions[], report: ParseReport): Group[] {
  const byInput = new Map<number, Item[]>();
  const put = (input: number, item: Item) => {
    const items = byInput.get(input);
    if (items) items.push(item);
    else byInput.set(input, [item]);
  };
  for (const source of report.sources) put(source.input, { ...NOTHING, source });
  for (const failure of report.failures) if (failure.input !== null) put(failure.input, { ...NOTHING, failure });
  for (const list of report.lists ?? []) put(list.input, { ...NOTHING, list });

  const groups: Group[] = [];
  const folders = new Map<string, Group>();
  inputs.forEach(({ name }, index) => {
    const path = options[index]?.folder;
    const folder = path === undefined ? undefined : topOf(path);
    let group = folder === undefined ? undefined : folders.get(folder);
    if (!group) {
      group = { name: folder ?? name, inputs: [], folder: folder !== undefined, items: [], separable: true };
      groups.push(group);
      if (folder !== undefined) folders.set(folder, group);
    }
    const items = byInput.get(index) ?? [];
    group.inputs.push(index);
    group.items.push(...items);
    group.separable &&= items.length === 1;
  });
  const readable = (group: Group) => group.items.some(({ source, list }) => source ?? list);
  const shown = groups.filter(({ items }) => items.length > 0);
  return [...shown.filter((group) => !readable(group)), ...shown.filter(readable)];
}

/** A report as if some files had not been read; the others move up. */
export function without(report: ParseReport, out: ReadonlySet<number>): ParseReport {
  const gone = [...out].sort((a, b) => a - b);
  const moved = (input: number) => input - gone.filter((other) => other < input).length;
  const kept = <T extends { input: number | null }>(list: readonly T[]): T[] =>
    list.filter(({ input }) => input === null || !out.has(input)).map((one) => (one.input === null ? one : { ...one, input: moved(one.input) }));
  const sources = kept(report.sources);
  const left = new Set(sources.flatMap((source) => source.conversations.map(({ id }) => id)));
  return { ...report, sources, failures: kept(report.failures), lists: kept(report.lists ?? []), joins: report.joins.filter(({ conversation, other }) => left.has(conversation) && (other === null || left.has(other))) };
}
