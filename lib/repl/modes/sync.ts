/**
 * What a server sends to a replica that said SYNC:
 *
 *   \n \n … $339\r\n <339 bytes> <commands…>           a snapshot of known size
 *   \n \n … $EOF:<40 bytes>\r\n <bytes> <the same 40>   one that ends with a mark
 *   -ERR …\r\n                                          a refusal
 *
 * The blank lines keep the connection alive while the snapshot is made.
 */

import { Buffer } from "node:buffer";
import { latin1 } from "../../resp/args.ts";

const LF = 10;
const MARK_BYTES = 40;
const LINE_BYTES_MAX = 4096;
const NOTHING = new Uint8Array(0);

export type SyncPart =
  /** `bytes`: how large the snapshot is; null: a mark will end it. */
  | { readonly part: "head"; readonly bytes: number | null }
  /** The line with which the server refuses. */
  | { readonly part: "refusal"; readonly line: string }
  | { readonly part: "snapshot"; readonly bytes: Uint8Array }
  | { readonly part: "end" }
  /** What comes behind the snapshot: commands. */
  | { readonly part: "stream"; readonly bytes: Uint8Array };

/** Takes the stream apart, in whatever pieces it comes. */
export class SyncReader {
  #state: "head" | "sized" | "marked" | "stream" = "head";
  /** What was not understood yet. */
  #held: Uint8Array = NOTHING;
  #left = 0;
  #mark: Uint8Array = NOTHING;

  /** What the bytes are, in order. */
  push(chunk: Uint8Array): SyncPart[] {
    const parts: SyncPart[] = [];
    let rest = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = NOTHING;
    if (this.#state === "head") rest = this.#readHead(rest, parts);
    if (this.#state === "sized") rest = this.#readSized(rest, parts);
    if (this.#state === "marked") rest = this.#readMarked(rest, parts);
    if (this.#state === "stream" && rest.length > 0) parts.push({ part: "stream", bytes: rest });
    return parts;
  }

  #readHead(bytes: Uint8Array, parts: SyncPart[]): Uint8Array {
    let start = 0;
    while (bytes[start] === LF) start++;
    const end = bytes.indexOf(LF, start);
    if (end < 0 && bytes.length - start < LINE_BYTES_MAX) {
      this.#held = bytes.subarray(start);
      return NOTHING;
    }
    const line = latin1(bytes, start, end < 0 ? bytes.length : end).replace(/\r$/, "");
    const [, mark, size] = /^\$(?:EOF:(.{40}.*)|(\d{1,15}))$/s.exec(line) ?? [];
    if (mark !== undefined) {
      this.#state = "marked";
      this.#mark = bytes.slice(start + 5, start + 5 + MARK_BYTES);
      parts.push({ part: "head", bytes: null });
    } else if (size !== undefined) {
      this.#state = "sized";
      this.#left = Number(size);
      parts.push({ part: "head", bytes: this.#left });
    } else {
      parts.push({ part: "refusal", line });
      return NOTHING;
    }
    return bytes.subarray(end + 1);
  }

  #readSized(bytes: Uint8Array, parts: SyncPart[]): Uint8Array {
    const taken = Math.min(this.#left, bytes.length);
    if (taken > 0) parts.push({ part: "snapshot", bytes: bytes.subarray(0, taken) });
    this.#left -= taken;
    if (this.#left === 0) this.#end(parts);
    return bytes.subarray(taken);
  }

  #readMarked(bytes: Uint8Array, parts: SyncPart[]): Uint8Array {
    const found = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(this.#mark);
    // The last bytes may be the beginning of the mark.
    const taken = found >= 0 ? found : Math.max(0, bytes.length - MARK_BYTES + 1);
    if (taken > 0) parts.push({ part: "snapshot", bytes: bytes.subarray(0, taken) });
    if (found < 0) {
      this.#held = bytes.slice(taken);
      return NOTHING;
    }
    this.#end(parts);
    return bytes.subarray(found + MARK_BYTES);
  }

  #end(parts: SyncPart[]): void {
    this.#state = "stream";
    parts.push({ part: "end" });
  }
}
