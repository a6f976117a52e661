/** What INFO says, as data. */

/** The fields by their names, with their values as they are written. */
export function infoFields(text: string): Map<string, string> {
  return new Map(
    text.split(/\r?\n/).filter((line) => !line.startsWith("#")).flatMap((line) => {
      const colon = line.indexOf(":");
      return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1)]];
    }),
  );
}

/** How many keys all databases have together. */
export function keyCount(info: ReadonlyMap<string, string>): number {
  let sum = 0;
  for (const [name, value] of info) {
    if (/^db\d+$/.test(name)) sum += Number(/keys=(\d+)/.exec(value)?.[1] ?? 0);
  }
  return sum;
}
