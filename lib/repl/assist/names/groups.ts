/** Many names in few lines: those that go on alike up to a separator stand together. */

import type { Name } from "./asked_server.ts";

/** What parts of a name are separated by, as most people do. */
const SEPARATOR = ":";
/** So few names are told one by one. */
const FEW = 10;

/**
 * The names behind `prefix`: parts that several share first, then single ones; in order. `isAll`:
 * whether there are no others.
 */
export function grouped(names: readonly Name[], prefix: string, isAll = true): Name[] {
  if (names.length <= FEW) return singles(names);
  for (let start = prefix;;) {
    const groups = new Map<string, Name[]>();
    const rest: Name[] = [];
    for (const each of names) {
      const end = each.name.indexOf(SEPARATOR, start.length);
      // A separator at the very end separates nothing.
      if (end < 0 || end === each.name.length - 1) rest.push(each);
      else push(groups, each.name.slice(0, end + 1), each);
    }
    const [only] = groups;
    if (only !== undefined && groups.size === 1 && rest.length === 0) {
      start = only[0];
      continue;
    }
    const shared = [...groups].flatMap(([name, members]): Name[] =>
      members.length === 1 ? singles(members) : [{
        name,
        note: `${members.length}${isAll ? "" : "+"} names`,
        isPrefix: true,
      }]
    );
    return [...shared, ...singles(rest)].sort((a, b) =>
      Number(b.isPrefix === true) - Number(a.isPrefix === true) || naturally(a.name, b.name)
    );
  }
}

function singles(names: readonly Name[]): Name[] {
  return [...names].sort((a, b) => naturally(a.name, b.name));
}

/** Compares as people count: `user:9` comes before `user:10`. */
export function naturally(one: string, other: string): number {
  const [ones, others] = [one, other].map((name) => name.match(/\d+|\D+/g) ?? []);
  for (let i = 0; i < ones.length && i < others.length; i++) {
    const [a, b] = [ones[i], others[i]];
    if (a === b) continue;
    const isCounted = /^\d/.test(a) && /^\d/.test(b) && Number(a) !== Number(b);
    return (isCounted ? Number(a) < Number(b) : a < b) ? -1 : 1;
  }
  return ones.length - others.length;
}

function push(groups: Map<string, Name[]>, part: string, name: Name): void {
  const members = groups.get(part);
  if (members === undefined) groups.set(part, [name]);
  else members.push(name);
}
