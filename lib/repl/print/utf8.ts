/** Text of the program's own among Latin-1, where one character is one byte. */

import { fromLatin1, latin1 } from "../../resp/args.ts";

const UTF8 = new TextEncoder();
const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const LENIENT = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text's UTF-8 bytes, one character each. */
export function toBytesText(text: string): string {
  const bytes = UTF8.encode(text);
  return latin1(bytes, 0, bytes.length);
}

/** The text whose UTF-8 bytes these characters are; what is none becomes U+FFFD. */
export function fromBytesText(text: string): string {
  return LENIENT.decode(fromLatin1(text));
}

/** The text of these bytes; null if they are not UTF-8. */
export function utf8TextOf(bytes: Uint8Array): string | null {
  try {
    return STRICT.decode(bytes);
  } catch {
    return null;
  }
}
