/** Writes a file of commands that make all keys, key by key: what an RDB file says, in other words. */

import type { Database } from "../keyspace/database.ts";
import type { Entry } from "../memory/entry.ts";
import { ReplyWriter } from "../resp/reply_writer.ts";
import type { Sink, SnapshotWriter } from "./file_writer.ts";
import { LargeKey } from "./large_key.ts";
import { openCommands, writeCommands } from "./value_commands.ts";

/** Bytes that are gathered before they are handed on. */
const FLUSH_BYTES = 64 * 1024;

export class CommandFileWriter implements SnapshotWriter {
  keys = 0;
  /** Commands look like the replies that are arrays of strings. */
  readonly #out = new ReplyWriter();
  readonly #sink: Sink;
  readonly #functions: readonly Uint8Array[];
  #flushed = 0;
  #selected = -1;

  constructor(sink: Sink, functions: readonly Uint8Array[] = []) {
    this.#sink = sink;
    this.#functions = functions;
  }

  get written(): number {
    return this.#flushed + this.#out.length;
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
    this.#select(index);
    if (!writeCommands(db, entry, out)) return;
    writeExpiry(entry, out);
    this.keys++;
    if (out.length >= FLUSH_BYTES) this.flush();
  }

  large(db: Database, entry: Entry): LargeKey {
    const out = new ReplyWriter();
    const expiry = new ReplyWriter();
    writeExpiry(entry, expiry);
    const walk = openCommands(db, entry, out);
    this.keys++;
    return new LargeKey(out, {
      step: () => {
        const isDone = walk.step();
        if (isDone) out.append(expiry.bytes, 0, expiry.length);
        return isDone;
      },
      watch: (memory, onWritten) => walk.watch(memory, onWritten),
      close: () => walk.close(),
    });
  }

  part(index: number, bytes: Uint8Array, start: number, end: number): void {
    this.#select(index);
    this.#out.append(bytes, start, end);
    if (this.#out.length >= FLUSH_BYTES) this.flush();
  }

  #select(index: number): void {
    if (index === this.#selected) return;
    this.#selected = index;
    this.#out.array(2);
    this.#out.text("SELECT");
    this.#out.text(`${index}`);
  }

  end(): void {
    this.flush();
  }

  flush(): void {
    const { bytes, length } = this.#out;
    if (length === 0) return;
    this.#sink(bytes.subarray(0, length));
    this.#flushed += length;
    this.#out.clear();
  }
}

/** The last moment that fits into 63 bits as a double, in milliseconds. */
const TIME_MAX = 2 ** 63 - 1024;

/** Writes when a key expires, if it does. */
function writeExpiry({ bytes, expireAtMs, keyEnd, keyStart }: Entry, out: ReplyWriter): void {
  if (expireAtMs === 0) return;
  out.array(3);
  out.text("PEXPIREAT");
  out.bulk(bytes, keyStart, keyEnd);
  out.text(`${BigInt(Math.min(expireAtMs, TIME_MAX))}`);
}
