/** Patterns of keys and channels, as servers know them. */

/** Whether a word is a pattern rather than a name. */
export function isPattern(word: string): boolean {
  return /(?<!\\)[*?[]/.test(word);
}

/** A test for `*`, `?`, `[a-c]`, `[^a]` and `\x`, on texts in the same encoding as the pattern. */
export function globTest(pattern: string): (text: string) => boolean {
  let source = "";
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at];
    const end = char === "[" ? pattern.indexOf("]", at + 2) : -1;
    if (char === "*") source += ".*";
    else if (char === "?") source += ".";
    else if (end > 0) {
      const body = pattern.slice(at + 1, end).replace(/[\\\]]/g, "\\$&");
      source += `[${body}]`;
      at = end;
    } else {
      const literal = char === "\\" && at + 1 < pattern.length ? pattern[++at] : char;
      source += literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    }
  }
  const expression = new RegExp(`^${source}$`, "s");
  return (text) => expression.test(text);
}
