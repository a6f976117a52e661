/** The types of values and their encodings, as the numbers that an entry's flags hold. */

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

/** What OBJECT ENCODING answers, by type. */
export const ENCODING_NAMES: readonly (readonly string[])[] = [
  ["raw", "embstr", "int"],
];

/** A string up to this length is `embstr` when it is set whole. */
export const EMBSTR_BYTES_MAX = 44;
