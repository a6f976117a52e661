/** All databases of one engine, by number. */

import { Database } from "./database.ts";
import { Environment } from "./environment.ts";
import type { EvictionPool } from "./eviction.ts";

export class Keyspace {
  readonly env: Environment;
  readonly databases: Database[];
  readonly evictionPool: EvictionPool = { policy: "", candidates: [] };
  /** The database with which the next cycle of active expiry begins. */
  expiryNext = 0;
  /** Collections whose memory was given back in slices. */
  reclaimedCollections = 0;
  /** Share of expired keys among those that active expiry looks at, smoothed: from 0 to 1. */
  staleShare = 0;

  constructor(count: number, random: () => number) {
    this.env = new Environment(random);
    this.databases = Array.from({ length: count }, (_, index) => new Database(index, this.env));
  }

  /** Exchanges the contents of two databases. */
  swap(a: number, b: number): void {
    this.databases[a].swap(this.databases[b]);
  }

  /**
   * Gives back the memory of deleted collections, slice by slice, until all is given back or `isLate`
   * says so.
   */
  reclaim(isLate: () => boolean): void {
    for (const db of this.databases) {
      while (db.dying > 0) {
        if (isLate()) return;
        if (db.reclaim()) this.reclaimedCollections++;
      }
    }
    this.env.isReclaiming = false;
  }

  /** Bytes in use by keys and values, tables included. */
  get usedBytes(): number {
    let bytes = 0;
    for (const db of this.databases) bytes += db.usedBytes;
    return bytes;
  }

  /** Bytes held for keys and values, free blocks included. */
  get reservedBytes(): number {
    let bytes = 0;
    for (const db of this.databases) bytes += db.reservedBytes;
    return bytes;
  }
}
