/** Requests as a client sends them: an array of bulk strings. */

import { fromLatin1 } from "./args.ts";

/** One request: `*2\r\n$3\r\nGET\r\n$1\r\nk\r\n`. */
export function encodeRequest(words: readonly Uint8Array[]): Uint8Array {
  const heads = words.map(({ length }) => `$${length}\r\n`);
  const first = `*${words.length}\r\n`;
  let size = first.length;
  for (let i = 0; i < words.length; i++) size += heads[i].length + words[i].length + 2;
  const frame = new Uint8Array(size);
  frame.set(fromLatin1(first));
  let at = first.length;
  for (let i = 0; i < words.length; i++) {
    frame.set(fromLatin1(heads[i]), at);
    frame.set(words[i], at += heads[i].length);
    at += words[i].length;
    frame[at++] = 13;
    frame[at++] = 10;
  }
  return frame;
}
