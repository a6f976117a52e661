/** Markdown as `deno fmt` has it. */

const LINE_MAX = 100;

/** The lines of a paragraph or an item; those behind the first begin with `indent`. */
export function wrapped(text: string, indent = ""): string[] {
  const words = text.trimStart().split(" ");
  const lines = [" ".repeat(text.length - text.trimStart().length) + words.shift()];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (longer.length > LINE_MAX) lines.push(indent + word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
