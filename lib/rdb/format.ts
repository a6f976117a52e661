/** The numbers of the RDB format: kinds of values, opcodes, lengths (Redis's rdb.h). */

/** Kinds of values, as the byte before a key says. */
export const KIND = {
  STRING: 0,
  LIST: 1,
  SET: 2,
  /** Scores as text. */
  ZSET: 3,
  HASH: 4,
  /** Scores as eight bytes. */
  ZSET_2: 5,
  MODULE_PRE_GA: 6,
  MODULE_2: 7,
  HASH_ZIPMAP: 9,
  LIST_ZIPLIST: 10,
  SET_INTSET: 11,
  ZSET_ZIPLIST: 12,
  HASH_ZIPLIST: 13,
  LIST_QUICKLIST: 14,
  STREAM_LISTPACKS: 15,
  HASH_LISTPACK: 16,
  ZSET_LISTPACK: 17,
  LIST_QUICKLIST_2: 18,
  STREAM_LISTPACKS_2: 19,
  SET_LISTPACK: 20,
  STREAM_LISTPACKS_3: 21,
  HASH_METADATA_PRE_GA: 22,
  HASH_LISTPACK_EX_PRE_GA: 23,
  /** Each field with its expiry. */
  HASH_METADATA: 24,
  HASH_LISTPACK_EX: 25,
  /** With the IDs of idempotent producers (Redis 8.6). */
  STREAM_LISTPACKS_4: 26,
  /** Besides, with pending entries that nobody has (Redis 8.8). */
  STREAM_LISTPACKS_5: 27,
  /** Valkey 9 has it as 22: each field with its expiry. */
  HASH_VALKEY: 256 + 22,
} as const;

/** What stands in the place of a kind and is none. */
export const OPCODE = {
  /** Redis: what modules keep with a key; Valkey: slots that are being imported. */
  KEY_META_OR_SLOT_IMPORT: 243,
  SLOT_INFO: 244,
  FUNCTION_2: 245,
  FUNCTION_PRE_GA: 246,
  MODULE_AUX: 247,
  IDLE: 248,
  FREQUENCY: 249,
  AUX: 250,
  RESIZE_DB: 251,
  EXPIRE_MS: 252,
  EXPIRE_SECONDS: 253,
  SELECT_DB: 254,
  EOF: 255,
} as const;

/** The newest version of the format that is written. */
export const NEWEST_VERSION = 12;
/** The newest that is read: those after 12 only have kinds of values that the others have not. */
export const READ_VERSION = 15;
/** Valkey 9 and later count from here, and give some numbers another meaning. */
export const VALKEY_VERSION = 80;
/** The version that is written, unless the data need a newer one. */
export const PLAIN_VERSION = 10;

/** Bytes that tell whether a file is an RDB file. */
export const MAGIC_BYTES = 6;

/** Whether a file that begins so, in Latin-1, is an RDB file. */
export function hasMagic(head: string): boolean {
  return head.startsWith("REDIS") || head.startsWith("VALKEY");
}

/** What a kind means in a file of this version. */
export function kindIn(version: number, kind: number): number {
  return version >= VALKEY_VERSION && kind === KIND.HASH_METADATA_PRE_GA ? KIND.HASH_VALKEY : kind;
}

/** Containers of the nodes of a list. */
export const PLAIN_NODE = 1;
export const PACKED_NODE = 2;
