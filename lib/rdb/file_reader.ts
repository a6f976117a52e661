/**
 * Reads an RDB file into databases, in steps: whoever loads may do something else in between.
 *
 *   | "REDIS" | version, 4 digits | item … | EOF | CRC-64 of all before, from version 5 on |
 *   | "VALKEY" | version, 3 digits | …                        (Valkey 9)
 *
 *   item   AUX name, value | SELECT_DB number | RESIZE_DB keys, volatile keys
 *          | SLOT_INFO slot, keys, volatile keys | FUNCTION_2 code | MODULE_AUX module, values
 *          | SLOT_IMPORT name, ranges of slots | KEY_META classes, values
 *          | [EXPIRE_MS i64 | EXPIRE_SECONDS i32] [IDLE seconds | FREQUENCY u8] kind, key, value
 */

import { frequencyAccess, idleAccess } from "../keyspace/access.ts";
import type { Database } from "../keyspace/database.ts";
import type { Keyspace } from "../keyspace/keyspace.ts";
import { Batch } from "../memory/batch.ts";
import { latin1 } from "../resp/args.ts";
import { hasMagic, KIND, kindIn, OPCODE, READ_VERSION, VALKEY_VERSION } from "./format.ts";
import { RdbReader, type Source } from "./reader.ts";
import { readValue } from "./value.ts";
import type { Limits, Target } from "./values/target.ts";

const HEADER_BYTES = 9;
/** The first version that ends with a sum. */
const SUMMED_VERSION = 5;
/** Bytes that the shortest key with its value takes. */
const KEY_BYTES_MIN = 3;

/** What Valkey 9 says of the slot to come, in the place of SLOT_INFO. */
const SLOT_FACT = "slot-info";

/** How the values of a module's data are announced; EOF ends them. */
const MODULE_PART = { EOF: 0, SIGNED: 1, UNSIGNED: 2, FLOAT: 3, DOUBLE: 4, STRING: 5 } as const;

export interface LoadOptions {
  readonly limits: Limits;
  /** The time before which keys have expired, Unix milliseconds. */
  readonly nowMs: number;
  /**
   * Whether expired keys are kept, as they must be where commands follow that may have changed
   * their expiry. Nothing may look for them meanwhile.
   */
  readonly keepsExpired?: boolean;
  /** Whether keys of the file replace those that are there; if not, such a key is an error. */
  readonly merges?: boolean;
  /** Whether the sum at the end counts (`rdbchecksum`). */
  readonly checksSum?: boolean;
  /** Told of what is passed over, a sentence each. */
  readonly warn?: (message: string) => void;
}

export class RdbFileReader {
  /** Facts about the file and who wrote it: `redis-ver`, `ctime`, `aof-base`, … */
  readonly aux: Map<string, string> = new Map();
  /** The code of the function libraries in it. */
  readonly functions: Uint8Array[] = [];
  /** The version of the format; 0 before the first step. */
  version = 0;
  /** Keys loaded; keys left out because they had expired, and because they had no elements. */
  loaded = 0;
  expired = 0;
  empty = 0;

  readonly #reader: RdbReader;
  readonly #size: number;
  readonly #keyspace: Keyspace;
  readonly #options: LoadOptions;
  readonly #target: MovingTarget;
  readonly #batch = new Batch();
  #isDone = false;
  /** What was said about the key to come; the time 0 is none, the others are -1. */
  #expireAtMs = 0;
  #idleSeconds = -1;
  #frequency = -1;

  constructor(source: Source, keyspace: Keyspace, options: LoadOptions) {
    this.#reader = RdbReader.from(source);
    this.#size = source.size;
    this.#keyspace = keyspace;
    this.#options = options;
    this.#target = new MovingTarget(keyspace.databases[0], options);
  }

  /** Bytes read so far. */
  get offset(): number {
    return this.#reader.offset;
  }

  /**
   * Reads at least so many bytes, to the end of a key, and as many again until `isLate`; true once
   * the file's end is reached. Throws RdbError, after which the databases hold what was read.
   */
  step(bytes: number, isLate: () => boolean = () => true): boolean {
    const { env } = this.#keyspace;
    const { onNew } = env;
    env.onNew = null; // What is loaded is not new.
    try {
      if (this.version === 0) this.#readHeader();
      do {
        const enough = this.#reader.offset + bytes;
        while (!this.#isDone && this.#reader.offset < enough) this.#isDone = this.#readItem();
      } while (!this.#isDone && !isLate());
    } finally {
      this.#batch.settle();
      env.onNew = onNew;
    }
    const { repeated } = this.#batch;
    if (repeated !== null) this.#failForRepeated(repeated);
    return this.#isDone;
  }

  #readHeader(): void {
    const reader = this.#reader;
    if (this.#size < HEADER_BYTES) reader.fail("too short for an RDB file");
    reader.sum();
    let header = "";
    while (header.length < HEADER_BYTES) header += String.fromCharCode(reader.u8());
    const magic = /^(REDIS|VALKEY)(\d+)$/.exec(header);
    if (!hasMagic(header)) {
      reader.fail("not an RDB file: it does not begin with REDIS or VALKEY");
    }
    const version = Number(magic?.[2]);
    const isKnown = magic?.[1] === "VALKEY"
      ? version === VALKEY_VERSION
      : version >= 1 && version <= READ_VERSION;
    if (!isKnown) {
      reader.refuse(`a version of the format that is not known, ${JSON.stringify(header)}`);
    }
    this.version = version;
  }

  /** Reads an item; true if it was the last. */
  #readItem(): boolean {
    const reader = this.#reader;
    const code = reader.u8();
    switch (code) {
      case OPCODE.EXPIRE_SECONDS:
        this.#expireAtMs = (reader.u32() | 0) * 1000;
        return false;
      case OPCODE.EXPIRE_MS:
        this.#expireAtMs = reader.i64();
        return false;
      case OPCODE.FREQUENCY:
        this.#frequency = reader.u8();
        return false;
      case OPCODE.IDLE:
        this.#idleSeconds = reader.size();
        return false;
      case OPCODE.SELECT_DB:
        this.#select(reader.size());
        return false;
      case OPCODE.RESIZE_DB:
        this.#reserve(reader.size(), reader.size());
        return false;
      case OPCODE.SLOT_INFO:
        for (let i = 0; i < 3; i++) reader.size();
        return false;
      case OPCODE.AUX:
        this.#readFact();
        return false;
      case OPCODE.FUNCTION_2:
        this.functions.push(reader.copy());
        return false;
      case OPCODE.FUNCTION_PRE_GA:
        return reader.refuse("functions in the form of a release candidate of Redis 7.0");
      case OPCODE.MODULE_AUX:
        this.#skipModuleAux();
        return false;
      case OPCODE.KEY_META_OR_SLOT_IMPORT:
        if (this.version >= VALKEY_VERSION) this.#skipSlotImport();
        else this.#skipKeyMeta();
        return false;
      case OPCODE.EOF:
        this.#readEnd();
        return true;
      case KIND.MODULE_2:
      case KIND.MODULE_PRE_GA:
        reader.string(); // The key.
        reader.size();
        return reader.refuse(`a value of the module type ${this.#moduleName()}`);
    }
    this.#readKey(kindIn(this.version, code));
    return false;
  }

  #readKey(kind: number): void {
    const reader = this.#reader;
    const target = this.#target;
    const { db } = target;
    const key = target.key = reader.briefCopy();
    const { keepsExpired = false, merges = false, nowMs } = this.#options;
    if (merges) db.delete(key, 0, key.length);
    const { size } = db;
    const { total } = this.#batch;
    const expireAtMs = this.#expireAtMs;
    const isExpired = expireAtMs !== 0 && expireAtMs < nowMs && !keepsExpired;
    const isPlain = !merges && !isExpired && expireAtMs >= 0 && this.#idleSeconds < 0 &&
      this.#frequency < 0;
    target.batch = isPlain ? this.#batch : null;
    target.expireAtMs = Math.max(expireAtMs, 0); // What is negative means something else.
    readValue(kind, reader, target);
    if (this.#batch.total > total) {
      this.loaded++;
    } else if (db.size === size) {
      if (db.presence(key, 0, key.length) !== "absent") this.#failForRepeated(key);
      this.empty++;
    } else if (isExpired) {
      db.delete(key, 0, key.length);
      this.expired++;
    } else {
      this.loaded++;
      if (expireAtMs !== 0 || this.#idleSeconds >= 0 || this.#frequency >= 0) {
        this.#qualify(db, key);
      }
    }
    this.#expireAtMs = 0;
    this.#idleSeconds = -1;
    this.#frequency = -1;
  }

  #failForRepeated(key: Uint8Array): never {
    const name = JSON.stringify(latin1(key, 0, key.length));
    this.#reader.fail(`a key that was there already, ${name}`);
  }

  /** Gives a key its expiry, and the memory of accesses as far as it is of the kind in use. */
  #qualify(db: Database, key: Uint8Array): void {
    const { env } = db;
    const entry = db.peek(key, 0, key.length)!;
    if (env.isLfu && this.#frequency >= 0) db.access = frequencyAccess(env, this.#frequency);
    if (!env.isLfu && this.#idleSeconds >= 0) db.access = idleAccess(env, this.#idleSeconds);
    if (entry.expireAtMs !== this.#expireAtMs) db.setExpiry(entry, this.#expireAtMs);
  }

  #readFact(): void {
    const name = this.#reader.latin1();
    const value = this.#reader.latin1();
    if (name !== SLOT_FACT) this.aux.set(name, value);
  }

  #select(index: number): void {
    const { databases } = this.#keyspace;
    if (index >= databases.length) {
      this.#reader.fail(`database ${index}, where there are ${databases.length} only`);
    }
    this.#target.db = databases[index];
  }

  #reserve(keys: number, volatileKeys: number): void {
    const most = Math.floor(this.#reader.left / KEY_BYTES_MIN);
    this.#target.db.reserve(Math.min(keys, most), Math.min(volatileKeys, most));
  }

  #readEnd(): void {
    if (this.version < SUMMED_VERSION) return;
    const reader = this.#reader;
    if (this.#options.checksSum === false) reader.skip(8);
    else if (!reader.readSum()) {
      reader.fail("RDB CRC error: the checksum does not match, the file is damaged");
    }
  }

  /** Data that a module keeps outside of keys. Each part says what it is, so it can be passed over. */
  #skipModuleAux(): void {
    const reader = this.#reader;
    reader.size();
    const name = this.#moduleName();
    this.#skipParts(`data of the module type ${name}`);
    this.#options.warn?.(`Data of the module type ${name} were passed over`);
  }

  /** Passes over the values of a module, up to their end. */
  #skipParts(what: string): void {
    const reader = this.#reader;
    for (;;) {
      const part = reader.size();
      if (part === MODULE_PART.EOF) return;
      if (part === MODULE_PART.SIGNED || part === MODULE_PART.UNSIGNED) reader.size();
      else if (part === MODULE_PART.FLOAT) reader.skip(4);
      else if (part === MODULE_PART.DOUBLE) reader.skip(8);
      else if (part === MODULE_PART.STRING) reader.string();
      else reader.fail(`${what} in an unknown form, ${part}`);
    }
  }

  /** What modules of Redis 8.6 and later keep with the key to come. */
  #skipKeyMeta(): void {
    const reader = this.#reader;
    for (let classes = reader.count(5); classes > 0; classes--) {
      reader.skip(4);
      this.#skipParts("what a module keeps with a key");
    }
    this.#options.warn?.("What a module keeps with a key was passed over");
  }

  /** Slots of a cluster that Valkey 9 was importing. */
  #skipSlotImport(): void {
    const reader = this.#reader;
    reader.string();
    for (let ranges = reader.count(2); ranges > 0; ranges--) {
      reader.size();
      reader.size();
    }
  }

  /** The name in the number read last: nine letters of six bits, above ten bits of a version. */
  #moduleName(): string {
    const { sizeHigh, sizeLow } = this.#reader;
    const id = (BigInt(sizeHigh) << 32n) | BigInt(sizeLow);
    let name = "";
    for (let shift = 58n; shift >= 10n; shift -= 6n) {
      name += MODULE_LETTERS[Number((id >> shift) & 0x3fn)];
    }
    return name;
  }
}

const MODULE_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Where the values go, one key after the other. */
class MovingTarget implements Target {
  db: Database;
  key: Uint8Array = new Uint8Array(0);
  readonly limits: Limits;
  readonly nowMs: number;
  readonly isTrusted = true;
  batch: Batch | null = null;
  expireAtMs = 0;

  constructor(db: Database, { limits, nowMs, keepsExpired = false }: LoadOptions) {
    this.db = db;
    this.limits = limits;
    this.nowMs = keepsExpired ? 0 : nowMs;
  }
}
