/** Bytes as Redis shows them: in double quotes, what is not printable escaped. */

const ESCAPES: Readonly<Record<number, string>> = {
  0x5c: "\\\\",
  0x22: '\\"',
  10: "\\n",
  13: "\\r",
  9: "\\t",
  7: "\\a",
  8: "\\b",
};

/** The bytes in quotes: `"a\x00b"`. */
export function quoted(bytes: Uint8Array, start: number, end: number): string {
  let text = '"';
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    text += ESCAPES[byte] ??
      (byte >= 0x20 && byte < 0x7f
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).padStart(2, "0")}`);
  }
  return text + '"';
}
