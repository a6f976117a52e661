/** Writes a file of commands that make all keys, key by key: what an RDB file says, in other words. */

import type { Database } from "../keyspace/database.ts";
import type { Entry } from "../memory/entry.ts";
import { ReplyWriter } from "../resp/reply_writer.ts";
import type { KeyWriter, Sink } from "./file_writer.ts";
import { writeCommands } from "./value_commands.ts";

/** Bytes that are gathered before they are handed on. */
const FLUSH_BYTES = 64 * 1024;

export class CommandFileWriter implements KeyWriter {
  written = 0;
  keys = 0;
  /** Commands look like the replies that are arrays of strings. */
  readonly #out = new ReplyWriter();
  readonly #sink: Sink;
  readonly #functions: readonly Uint8Array[];
  #selected = -1;

  constructor(sink: Sink, functions: readonly Uint8Array[] = []) {
    this.#sink = sink;
    this.#functions = functions;
  }

  begin(): void {
    const out = this.#out;
    for (const code of this.#functions) {
      out.array(3);
      out.text("FUNCTION");
      out.text("LOAD");
      out.bulk(code, 0, code.length);
    }
  }

  resize(): void {}

  key(index: number, db: Database, entry: Entry): void {
    const out = this.#out;
    if (index !== this.#selected) {
      this.#selected = index;
      out.array(2);
      out.text("SELECT");
      out.text(`${index}`);
    }
    if (!writeCommands(db, entry, out)) return;
    if (entry.expireAtMs !== 0) {
      out.array(3);
      out.text("PEXPIREAT");
      out.bulk(entry.bytes, entry.keyStart, entry.keyEnd);
      out.text(`${BigInt(Math.min(entry.expireAtMs, TIME_MAX))}`);
    }
    this.keys++;
    if (out.length >= FLUSH_BYTES) this.flush();
  }

  end(): void {
    this.flush();
  }

  flush(): void {
    const { bytes, length } = this.#out;
    if (length === 0) return;
    this.#sink(bytes.subarray(0, length));
    this.written += length;
    this.#out.clear();
  }
}

/** The last moment that fits into 63 bits as a double, in milliseconds. */
const TIME_MAX = 2 ** 63 - 1024;
