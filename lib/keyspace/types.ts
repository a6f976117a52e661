/** The types of values and their encodings, as the numbers that an entry's flags hold. */

import { ENCODING_SHIFT, TYPE_MASK } from "../memory/entry.ts";

export const STRING = 0;
export const LIST = 1;
export const SET = 2;
export const ZSET = 3;
export const HASH = 4;
export const STREAM = 5;

/** What TYPE answers. */
export const TYPE_NAMES = ["string", "list", "set", "zset", "hash", "stream"] as const;

/** Encodings of a string. */
export const RAW = 0;
export const EMBSTR = 1;
export const INT = 2;

/** Encodings of a collection. Packed ones lie in the entry whole. */
export const LISTPACK = 0;
/** Of a set: integers only. */
export const INTSET = 1;
/** Of a hash: some fields expire. */
export const LISTPACK_EX = 1;
/** Too large to be packed: the entry holds the handle of a `Collection`. */
export const OBJECT = 2;

/** What OBJECT ENCODING answers, by type. */
export const ENCODING_NAMES: readonly (readonly string[])[] = [
  ["raw", "embstr", "int"],
  ["listpack", "", "quicklist"],
  ["listpack", "intset", "hashtable"],
  ["listpack", "", "skiplist"],
  ["listpack", "listpackex", "hashtable"],
  ["", "", "stream"],
];

/** Whether an entry with these flags holds the handle of a collection. */
export function isObject(flags: number): boolean {
  return (flags & TYPE_MASK) !== STRING && (flags >> ENCODING_SHIFT & 0b11) === OBJECT;
}

/** A string up to this length is `embstr` when it is set whole. */
export const EMBSTR_BYTES_MAX = 44;
