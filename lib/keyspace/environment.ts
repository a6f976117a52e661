/**
 * What the keyspace is told by the engine: the time, chance, how accesses are remembered, and whom
 * to tell of keys that go on their own. One object, shared by all databases of one engine.
 */

import type { Database } from "./database.ts";

export class Environment {
  /** The time of the current turn, Unix milliseconds; set by `setTime`. */
  nowMs = 0;
  /** The same in seconds, modulo 2^24: what an access is remembered as under LRU. */
  lruClock = 0;
  /** Until when no key goes on its own (CLIENT PAUSE), Unix milliseconds. */
  frozenUntilMs = 0;
  /** Whether reading a key leaves its access bits alone (CLIENT NO-TOUCH). */
  noTouch = false;
  /** Whether accesses are remembered as frequency (LFU) instead of time (LRU). */
  isLfu = false;
  /** `lfu-log-factor`: how much slower the counter grows the higher it stands. */
  lfuLogFactor = 10;
  /** `lfu-decay-time`: minutes for the counter to lose one; 0: never. */
  lfuDecayMinutes = 1;
  /** Whether deleted collections wait for their memory to be given back. */
  isReclaiming = false;
  /** Keys looked up for reading that were there, and that were not. */
  hits = 0;
  misses = 0;
  expiredKeys = 0;
  evictedKeys = 0;
  /** Fields of hashes that expired. */
  expiredFields = 0;
  /** Seed of all hashes of this engine. */
  readonly seed: number;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** Called before an expired key is deleted; the bytes are valid during the call only. */
  onExpired: KeyListener = () => {};
  /** Called before a key is evicted. */
  onEvicted: KeyListener = () => {};
  /** Called after fields of the hash at a key expired. */
  onFieldsExpired: KeyListener = () => {};
  /** Called before the key of a hash is deleted because all its fields expired. */
  onEmptied: KeyListener = () => {};
  /**
   * Called with each field of a hash that has expired: before it is removed, and when it is looked
   * for while it is still there. Null while nobody wants to know.
   */
  onFieldGone: FieldListener | null = null;
  /** Called when a key is made that was not there; null while nobody wants to know. */
  onNew: KeyListener | null = null;
  /** Called when a key is looked up for reading and is not there; null while nobody wants to know. */
  onMiss: KeyListener | null = null;

  /** Keeps what is about to change, for a snapshot; null while none is taken. */
  keeper: Keeper | null = null;

  /** Begins a turn at this time. */
  setTime(nowMs: number): void {
    this.nowMs = nowMs;
    this.lruClock = Math.floor(nowMs / 1000) & 0xffffff;
  }

  /** Whether keys whose time has passed must stay, unseen, until later. */
  get isFrozen(): boolean {
    return this.nowMs < this.frozenUntilMs;
  }

  /** Counts anew. */
  resetStats(): void {
    this.hits =
      this.misses =
      this.expiredKeys =
      this.evictedKeys =
      this.expiredFields =
        0;
  }

  constructor(random: () => number) {
    this.random = random;
    this.seed = Math.floor(random() * 2 ** 32) | 0;
  }
}

/** Who keeps keys as they are before they change. */
export interface Keeper {
  /** Called before a command may change a key, whether it is there or not, or evicts it. */
  keep: KeyListener;
  /** Called when all keys of a database have been moved to another, `old`, to be forgotten. */
  cleared(db: Database, old: Database): void;
  /** Called when two databases have exchanged all their keys. */
  swapped(a: Database, b: Database): void;
}

/** The bytes of one field. */
export interface FieldBytes {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

export type FieldListener = (
  db: Database,
  key: Uint8Array,
  start: number,
  end: number,
  field: FieldBytes,
) => void;

export type KeyListener = (db: Database, key: Uint8Array, start: number, end: number) => void;
