/** What sets and sorted sets have in common: members to be walked over and looked up. */

/**
 * The members of one set or sorted set, and at the same time a cursor on one of them. For set
 * operations, which read several at once: it keeps its own place, whatever is looked up elsewhere.
 * Valid until the set itself changes.
 */
export interface Members {
  /** How many there are. */
  readonly size: number;

  /** The member under the cursor, and its score: 1 in a set. Valid until the cursor moves. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly score: number;

  /** Puts the cursor before the first member, where it also stands to begin with. */
  rewind(): void;
  /** Moves the cursor to the next member, in whatever order; false if there is none. */
  next(): boolean;

  /** Whether there is such a member. The cursor stays where it is. */
  has(bytes: Uint8Array, start: number, end: number): boolean;
  /** The score of a member, 1 in a set; NaN if there is no such member. The cursor stays. */
  scoreOf(bytes: Uint8Array, start: number, end: number): number;
}
