/**
 * Words and quoting of configuration text.
 *
 * Throughout this folder a string holds bytes, one per character (Latin-1), so that a password or
 * a path comes back from CONFIG GET and CONFIG REWRITE exactly as it went in. Whoever reads a
 * configuration file decodes it with `bytesToText`, and turns a value into a path with
 * `textToUtf8`.
 */

/** One character per byte. */
export function bytesToText(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 4096) {
    text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  }
  return text;
}

/** The bytes of such a text; the inverse of `bytesToText`. */
export function textToBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** What those bytes spell in UTF-8: for paths, host names and messages. */
export function textToUtf8(text: string): string {
  return new TextDecoder().decode(textToBytes(text));
}

/** One character per byte of the UTF-8 form of ordinary text, such as a program's argument. */
export function utf8ToText(text: string): string {
  return bytesToText(new TextEncoder().encode(text));
}

const ESCAPES: Record<string, string> = { n: "\n", r: "\r", t: "\t", b: "\b", a: "\x07" };

/** C's `isspace`, and the NUL at which a C string would end. */
function isSpace(char: string): boolean {
  return char === " " || (char >= "\t" && char <= "\r") || char === "\0";
}

/**
 * Splits a line into words as Redis does for configuration files: blanks separate; double quotes
 * know `\n \r \t \b \a \xHH` and `\` before any other byte; single quotes know only `\'`. A
 * closing quote must be followed by a blank or the end.
 *
 * Returns undefined when the quotes do not balance.
 */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  let at = 0;
  for (;;) {
    while (at < line.length && isSpace(line[at]) && line[at] !== "\0") at++;
    if (at >= line.length || line[at] === "\0") return words;
    let word = "";
    while (at < line.length && !isSpace(line[at])) {
      const quote = line[at];
      if (quote !== '"' && quote !== "'") {
        word += line[at++];
        continue;
      }
      at++;
      for (;;) {
        if (at >= line.length) return undefined;
        if (line[at] === quote) break;
        if (quote === '"' && line[at] === "\\" && at + 1 < line.length) {
          const hex = /^x[0-9a-fA-F]{2}/.exec(line.slice(at + 1, at + 4));
          word += hex
            ? String.fromCharCode(parseInt(hex[0].slice(1), 16))
            : ESCAPES[line[at + 1]] ?? line[at + 1];
          at += hex ? 4 : 2;
        } else if (quote === "'" && line[at] === "\\" && line[at + 1] === "'") {
          word += "'";
          at += 2;
        } else word += line[at++];
      }
      at++;
      if (at < line.length && !isSpace(line[at])) return undefined;
    }
    words.push(word);
  }
}

/** The text in double quotes, with every byte outside printable ASCII escaped. */
export function quoteWord(text: string): string {
  let quoted = '"';
  for (const char of text) {
    const code = char.charCodeAt(0);
    if (char === '"' || char === "\\") quoted += "\\" + char;
    else if (char === "\n") quoted += "\\n";
    else if (char === "\r") quoted += "\\r";
    else if (char === "\t") quoted += "\\t";
    else if (char === "\x07") quoted += "\\a";
    else if (char === "\b") quoted += "\\b";
    else if (code >= 0x20 && code < 0x7f) quoted += char;
    else quoted += "\\x" + code.toString(16).padStart(2, "0");
  }
  return quoted + '"';
}
