/** What a server may answer: one type for each type of RESP2 and RESP3, nothing merged. */

/** A value with what the server said about it (RESP3's attributes), if anything. */
export type Reply = ReplyBody & { readonly attributes?: readonly ReplyPair[] };

/**
 * A value without attributes. Texts are Latin-1, one character a byte. A reader of lines need not
 * know whether an error came as a line or as a bulk: both are `error`.
 */
export type ReplyBody =
  | { readonly type: "simple"; readonly text: string }
  | { readonly type: "error"; readonly text: string }
  | { readonly type: "integer"; readonly value: bigint }
  | { readonly type: "bulk"; readonly bytes: Uint8Array }
  | { readonly type: "nil"; readonly of: NilKind }
  | { readonly type: "array"; readonly items: readonly Reply[] }
  | { readonly type: "set"; readonly items: readonly Reply[] }
  | { readonly type: "push"; readonly items: readonly Reply[] }
  | { readonly type: "map"; readonly pairs: readonly ReplyPair[] }
  | { readonly type: "boolean"; readonly value: boolean }
  | { readonly type: "double"; readonly value: number; readonly text: string }
  | { readonly type: "bignumber"; readonly value: bigint }
  | { readonly type: "verbatim"; readonly format: string; readonly bytes: Uint8Array };

/** Key and value. */
export type ReplyPair = readonly [key: Reply, value: Reply];

/** RESP2 has a null string (`$-1`) and a null array (`*-1`), RESP3 one null (`_`). */
export type NilKind = "bulk" | "array" | "any";
