/** Many names in few lines: those that go on alike up to a separator stand together. */

import type { Name } from "./asked_server.ts";

/** What parts of a name are separated by, as most people do. */
const SEPARATOR = ":";
/** So few names are told one by one. */
const FEW = 10;

/** The names behind `prefix`: parts that several share first, then single ones; in order. */
export function grouped(names: readonly Name[], prefix: string): Name[] {
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
        note: `${members.length} keys`,
        isPrefix: true,
      }]
    );
    return [...shared, ...singles(rest)].sort((a, b) =>
      Number(b.isPrefix === true) - Number(a.isPrefix === true) || (a.name < b.name ? -1 : 1)
    );
  }
}

function singles(names: readonly Name[]): Name[] {
  return names.map((each) => ({ ...each }))
    .sort((a, b) => a.name < b.name ? -1 : 1);
}

function push(groups: Map<string, Name[]>, part: string, name: Name): void {
  const members = groups.get(part);
  if (members === undefined) groups.set(part, [name]);
  else members.push(name);
}
