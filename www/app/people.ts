// People as the confirm screen shows them: one entry for a name or id, over all conversations.

import type { MemberRow, Role, RoleOptions } from "../engine/client.ts";

/** Someone who wrote, under the name or id by which the engine matches roles. */
export interface Person {
  /** Stable id where the source has one, else the name. */
  key: string;
  name: string;
  /** Messages over all conversations. */
  messages: number;
  /** `true` where the name or the source suggests staff. */
  suggested: boolean;
  role: Role;
}

/** Joins members of several conversations; staff and sellers first, then most messages. */
export function joinPeople(rows: Iterable<MemberRow>): Person[] {
  const people = new Map<string, Person>();
  for (const row of rows) {
    const key = row.sender_id ?? row.name;
    const person = people.get(key);
    if (person) {
      person.messages += row.messages;
      person.suggested ||= row.suggested_staff;
      if (person.role === "unknown") person.role = row.role;
    } else {
      people.set(key, { key, name: row.name, messages: row.messages, suggested: row.suggested_staff, role: row.role });
    }
  }
  const joined = [...people.values()];
  for (const person of joined) {
    if (person.suggested && person.role === "unknown") person.role = "official";
  }
  const special = ({ role }: Person) => Number(role === "official" || role === "seller");
  return joined.sort((a, b) => special(b) - special(a) || b.messages - a.messages);
}

/** Keeps what was chosen by hand when the files are read again. */
export function keepRoles(people: Person[], chosen: ReadonlyMap<string, Role>): Person[] {
  return people.map((person) => ({ ...person, role: chosen.get(person.key) ?? person.role }));
}

/** What the scan is told about roles. A choice by hand makes the lists complete, even where it leaves them empty. */
export function roleOptions(people: Person[], byHand: boolean): RoleOptions {
  const keys = (role: Role) => people.filter((person) => person.role === role).map((person) => person.key);
  return { staff: keys("official"), sellers: keys("seller"), complete: byHand };
}
