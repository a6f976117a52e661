/** The chapter that shows captures: which ones, and where. */

/** `<!-- capture NAME -->` with the block of code below it. */
const PLACES = /(<!-- capture ([\w-]+) -->\n\n```text\n)(?:[^]*?\n)??(```\n)/g;

/** The chapter with each capture below its mark; `read` has the text of one. */
export function withCaptures(chapter: string, read: (name: string) => string): string {
  return chapter.replace(
    PLACES,
    (_, begin, name, end) => `${begin}${read(name).trimEnd()}\n${end}`,
  );
}

/** The names of the captures that the chapter shows as text. */
export function capturesIn(chapter: string): string[] {
  return Array.from(chapter.matchAll(PLACES), ([, , name]) => name);
}
