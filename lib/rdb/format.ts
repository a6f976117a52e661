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
} as const;

/** What stands in the place of a kind and is none. */
export const OPCODE = {
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

/** The newest version of the format that is read. */
export const NEWEST_VERSION = 12;
/** The version that is written, unless the data need a newer one. */
export const PLAIN_VERSION = 10;

/** Containers of the nodes of a list. */
export const PLAIN_NODE = 1;
export const PACKED_NODE = 2;
