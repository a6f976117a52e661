/**
 * Writes an RDB file (see `file_reader.ts`) key by key, so that a snapshot can be taken in slices.
 * The version is the lowest that has all there is in the databases when it begins.
 */

import { frequency, idleSeconds } from "../keyspace/access.ts";
import type { Database } from "../keyspace/database.ts";
import type { Keyspace } from "../keyspace/keyspace.ts";
import type { Entry } from "../memory/entry.ts";
import { Crc64 } from "./crc64.ts";
import { KIND, NEWEST_VERSION, OPCODE, PLAIN_VERSION, VALKEY_VERSION } from "./format.ts";
import { LargeKey } from "./large_key.ts";
import { kindOf, openValue, versionOf, writeValue } from "./value.ts";
import { writeTimedHash } from "./values/hash.ts";
import { RdbWriter } from "./writer.ts";

/** Bytes that are gathered before they are handed on. */
const FLUSH_BYTES = 64 * 1024;

/** The last moment that fits into 63 bits as a double, in milliseconds. */
const TIME_MAX = 2 ** 63 - 1024;

/** Takes bytes, which are valid during the call only. Throws if they cannot be kept. */
export type Sink = (bytes: Uint8Array) => void;

/** What a file is written with, key by key. */
export interface KeyWriter {
  /** Bytes and keys written so far. */
  readonly written: number;
  readonly keys: number;
  /** Begins the file; `version` is what `versionFor` says. */
  begin(version: number): void;
  /** Says how many keys of a database are to be expected. */
  resize(index: number, size: number, volatileSize: number): void;
  /** Writes a key with all there is to it, as one of database `index`. */
  key(index: number, db: Database, entry: Entry): void;
  /** Ends the file. */
  end(): void;
}

/** What a snapshot is written with. */
export interface SnapshotWriter extends KeyWriter {
  /** Begins to write a key with a collection, whose parts are given to `part` when it is its turn. */
  large(db: Database, entry: Entry): LargeKey;
  /** Writes the next part of a large key of database `index`. */
  part(index: number, bytes: Uint8Array, start: number, end: number): void;
}

export interface SaveOptions {
  /** Whether commands are written that make the keys, and no RDB file. */
  readonly asCommands?: boolean;
  /** `rdbcompression`, `rdbchecksum`. */
  readonly compresses: boolean;
  readonly sums: boolean;
  /** From which size on, in bytes, collections are written part by part; `LARGE_BYTES` if absent. */
  readonly largeBytes?: number;
  /**
   * Whether a file that cannot be plain, because fields of hashes expire, is made for Valkey 9. There
   * is no form of them that both Redis and Valkey read. Only for files written key by key.
   */
  readonly isForValkey?: boolean;
  /** Which memory of accesses goes with the keys: that which eviction is by. */
  readonly accesses: "none" | "idle" | "frequency";
  /** The code of function libraries. */
  readonly functions?: readonly Uint8Array[];
  /** Pairs of names and values for the header. */
  readonly aux: readonly (readonly [name: string, value: string | number])[];
}

export class RdbFileWriter implements SnapshotWriter {
  keys = 0;
  readonly #out: RdbWriter;
  readonly #sink: Sink;
  readonly #options: SaveOptions;
  readonly #crc: Crc64 | null;
  #flushed = 0;
  #selected = -1;

  constructor(sink: Sink, options: SaveOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#out = new RdbWriter(options.compresses);
    this.#crc = options.sums ? new Crc64() : null;
  }

  get written(): number {
    return this.#flushed + this.#out.length;
  }

  begin(version: number): void {
    const isForValkey = this.#options.isForValkey === true && version > PLAIN_VERSION;
    const header = isForValkey
      ? `VALKEY${`${VALKEY_VERSION}`.padStart(3, "0")}`
      : `REDIS${`${version}`.padStart(4, "0")}`;
    for (let i = 0; i < header.length; i++) this.#out.u8(header.charCodeAt(i));
    for (const [name, value] of this.#options.aux) {
      this.#out.u8(OPCODE.AUX);
      this.#out.text(name);
      const bytes = latin1Bytes(`${value}`);
      this.#out.string(bytes, 0, bytes.length);
    }
    for (const code of this.#options.functions ?? []) {
      this.#out.u8(OPCODE.FUNCTION_2);
      this.#out.string(code, 0, code.length);
    }
  }

  resize(index: number, size: number, volatileSize: number): void {
    this.#select(index);
    this.#out.u8(OPCODE.RESIZE_DB);
    this.#out.size(size);
    this.#out.size(volatileSize);
  }

  key(index: number, db: Database, entry: Entry): void {
    const out = this.#out;
    this.#select(index);
    if (this.#head(db, entry, out) === KIND.HASH_VALKEY) writeTimedHash(db, entry, out);
    else writeValue(db, entry, out);
    this.keys++;
    if (out.length >= FLUSH_BYTES) this.flush();
  }

  large(db: Database, entry: Entry): LargeKey {
    const out = new RdbWriter(this.#options.compresses);
    this.#head(db, entry, out);
    this.keys++;
    return new LargeKey(out, openValue(db, entry, out));
  }

  part(index: number, bytes: Uint8Array, start: number, end: number): void {
    this.#select(index);
    this.#out.raw(bytes, start, end);
    if (this.#out.length >= FLUSH_BYTES) this.flush();
  }

  /** Writes all of a key but its value; returns the kind of that. */
  #head(db: Database, entry: Entry, out: RdbWriter): number {
    if (entry.expireAtMs !== 0) {
      out.u8(OPCODE.EXPIRE_MS);
      out.u64(Math.min(entry.expireAtMs, TIME_MAX));
    }
    const { accesses } = this.#options;
    if (accesses === "idle") {
      out.u8(OPCODE.IDLE);
      out.size(idleSeconds(db.env, db.accessOf(entry)));
    } else if (accesses === "frequency") {
      out.u8(OPCODE.FREQUENCY);
      out.u8(frequency(db.env, db.accessOf(entry)));
    }
    let kind = kindOf(db, entry);
    if (this.#options.isForValkey && versionOf(kind) > PLAIN_VERSION) kind = KIND.HASH_VALKEY;
    out.u8(kind & 0xff);
    out.string(entry.bytes, entry.keyStart, entry.keyEnd);
    return kind;
  }

  end(): void {
    this.#out.u8(OPCODE.EOF);
    this.flush();
    const sum = new Uint8Array(8);
    this.#crc?.write(sum, 0);
    this.#sink(sum);
    this.#flushed += sum.length;
  }

  /** Hands on what was gathered. */
  flush(): void {
    const { bytes, length } = this.#out;
    if (length === 0) return;
    this.#crc?.update(bytes, 0, length);
    this.#sink(bytes.subarray(0, length));
    this.#flushed += length;
    this.#out.clear();
  }

  #select(index: number): void {
    if (index === this.#selected) return;
    this.#selected = index;
    this.#out.u8(OPCODE.SELECT_DB);
    this.#out.size(index);
  }
}

/** The lowest version that has all that is in the databases: only expiry of fields needs more. */
export function versionFor({ databases }: Keyspace): number {
  const isNewer = databases.some((db) =>
    db.someVolatileHash((entry) => versionOf(kindOf(db, entry)) > PLAIN_VERSION)
  );
  return isNewer ? NEWEST_VERSION : PLAIN_VERSION;
}

function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
