/**
 * The values of keys as RDB files and DUMP payloads hold them. What is written has the oldest form
 * that expresses it, so that the oldest possible server reads it: only the expiry of fields needs a
 * newer version than 10.
 */

import type { Collection } from "../keyspace/collection.ts";
import type { Database } from "../keyspace/database.ts";
import { HASH, isObject, LIST, SET, STREAM, STRING, ZSET } from "../keyspace/types.ts";
import type { Entry } from "../memory/entry.ts";
import type { Quicklist } from "../memory/quicklist.ts";
import type { HashSet } from "../types/hash_set.ts";
import type { HashTable } from "../types/hash_table.ts";
import type { LargeSortedSet } from "../types/large_sorted_set.ts";
import type { Stream } from "../types/stream.ts";
import { BadElements } from "./elements.ts";
import { KIND, NEWEST_VERSION, PLAIN_VERSION } from "./format.ts";
import type { RdbReader } from "./reader.ts";
import { kindOfHash, openHash, readHash, writeHash } from "./values/hash.ts";
import { kindOfList, openList, readList, writeList } from "./values/list.ts";
import { kindOfSet, openSet, readSet, writeSet } from "./values/set.ts";
import {
  kindOfSortedSet,
  openSortedSet,
  readSortedSet,
  writeSortedSet,
} from "./values/sorted_set.ts";
import { kindOfStream, openStream, readStream } from "./values/stream.ts";
import { kindOfString, readString, writeString } from "./values/string.ts";
import { BadValueError, ELEMENTS, type Target } from "./values/target.ts";
import { type Walk, walkToEnd } from "./walks/walk.ts";
import type { RdbWriter } from "./writer.ts";

interface Format {
  readonly kindOf: (db: Database, entry: Entry) => number;
  /** Writes a string, or a packed collection. */
  readonly write: (db: Database, entry: Entry, out: RdbWriter) => void;
  /** Begins to write a large collection. */
  readonly open: (object: Collection, out: RdbWriter) => Walk;
}

/** By type. */
const FORMATS: Readonly<Record<number, Format>> = {
  [STRING]: { kindOf: kindOfString, write: writeString, open: impossible },
  [LIST]: {
    kindOf: kindOfList,
    write: writeList,
    open: (object, out) => openList(object as Quicklist, out),
  },
  [SET]: {
    kindOf: (_db, entry) => kindOfSet(entry),
    write: writeSet,
    open: (object, out) => openSet(object as HashSet, out),
  },
  [ZSET]: {
    kindOf: (_db, entry) => kindOfSortedSet(entry),
    write: writeSortedSet,
    open: (object, out) => openSortedSet(object as LargeSortedSet, out),
  },
  [HASH]: {
    kindOf: kindOfHash,
    write: writeHash,
    open: (object, out) => openHash(object as HashTable, out),
  },
  [STREAM]: {
    kindOf: kindOfStream,
    write: impossible,
    open: (object, out) => openStream(object as Stream, out),
  },
};

/** Strings are no collections, and streams are never packed. */
function impossible(): never {
  throw new Error("A value is not what its entry says");
}

type Read = (kind: number, reader: RdbReader, target: Target) => void;

const READERS: readonly (readonly [read: Read, kinds: readonly number[]])[] = [
  [readString, [KIND.STRING]],
  [readList, [KIND.LIST, KIND.LIST_ZIPLIST, KIND.LIST_QUICKLIST, KIND.LIST_QUICKLIST_2]],
  [readSet, [KIND.SET, KIND.SET_INTSET, KIND.SET_LISTPACK]],
  [readSortedSet, [KIND.ZSET, KIND.ZSET_2, KIND.ZSET_ZIPLIST, KIND.ZSET_LISTPACK]],
  [readHash, [
    KIND.HASH,
    KIND.HASH_ZIPMAP,
    KIND.HASH_ZIPLIST,
    KIND.HASH_LISTPACK,
    KIND.HASH_METADATA,
    KIND.HASH_METADATA_PRE_GA,
    KIND.HASH_LISTPACK_EX,
    KIND.HASH_LISTPACK_EX_PRE_GA,
    KIND.HASH_VALKEY,
  ]],
  [readStream, [
    KIND.STREAM_LISTPACKS,
    KIND.STREAM_LISTPACKS_2,
    KIND.STREAM_LISTPACKS_3,
    KIND.STREAM_LISTPACKS_4,
    KIND.STREAM_LISTPACKS_5,
  ]],
];

/** By kind. */
const READER_OF: readonly (Read | undefined)[] = READERS.reduce<(Read | undefined)[]>(
  (readers, [read, kinds]) => {
    for (const kind of kinds) readers[kind] = read;
    return readers;
  },
  [],
);

/** The kind (see `format.ts`) that an entry's value is written as. */
export function kindOf(db: Database, entry: Entry): number {
  return FORMATS[entry.type].kindOf(db, entry);
}

/** The least version of the format that has a kind, of those that are written. */
export function versionOf(kind: number): number {
  return kind > KIND.STREAM_LISTPACKS_2 ? NEWEST_VERSION : PLAIN_VERSION;
}

/** Writes an entry's value; its kind, which goes before the key, is not part of it. */
export function writeValue(db: Database, entry: Entry, out: RdbWriter): void {
  if (isObject(entry.flags)) walkToEnd(openValue(db, entry, out));
  else FORMATS[entry.type].write(db, entry, out);
}

/** Begins to write the collection that an entry holds, to go on as long as it takes. */
export function openValue(db: Database, entry: Entry, out: RdbWriter): Walk {
  return FORMATS[entry.type].open(db.objectOf(entry), out);
}

/**
 * Reads a value of this kind into a key that must not be there; a collection without elements makes
 * none. Throws RdbError, and leaves no key then.
 */
export function readValue(kind: number, reader: RdbReader, target: Target): void {
  const read = READER_OF[kind];
  if (read === undefined) reader.fail(`a value of an unknown kind, ${kind}`);
  try {
    read(kind, reader, target);
  } catch (error) {
    ELEMENTS.abandon();
    target.db.delete(target.key, 0, target.key.length);
    if (error instanceof BadElements || error instanceof BadValueError) reader.fail(error.message);
    throw error;
  }
}
