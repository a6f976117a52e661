/** Active expiry within the time it is given: a cycle `hz` times a second, in short slices. */

import { ExpiryCycle } from "../keyspace/expiry.ts";
import type { Server } from "../state/server.ts";
import { expireFieldsCycle } from "../types/hash_expiry.ts";
import type { Settings } from "./settings.ts";

/** The share of a slice that fields of hashes get besides, if there are any with an expiry. */
const FIELDS_SHARE = 1 / 4;

export class ActiveExpiry {
  readonly #server: Server;
  readonly #settings: Settings;
  readonly #keys: ExpiryCycle;
  /** What is left of the cycle's time; 0 once there is nothing more to do. */
  #microsLeft = 0;

  constructor(server: Server, settings: Settings) {
    this.#server = server;
    this.#settings = settings;
    this.#keys = new ExpiryCycle(server.keyspace, server.clock);
  }

  /** Whether the cycle is to be gone on with. */
  get hasMore(): boolean {
    return this.#microsLeft > 0;
  }

  /** Begins a cycle. */
  begin(): void {
    this.#microsLeft = this.#settings.expiryBudgetMicros;
    this.#keys.begin(this.#settings.expiryEffort);
  }

  /** Carries out a slice of the cycle. Returns how many microseconds it took. */
  run(): number {
    const { clock, keyspace, stats } = this.#server;
    const since = clock.micros();
    const slice = Math.min(this.#settings.expirySliceMicros, this.#microsLeft);
    const hasMoreKeys = this.#keys.run(slice);
    const hasMoreFields = expireFieldsCycle(keyspace, clock, slice * FIELDS_SHARE);
    const micros = clock.micros() - since;
    stats.expiryMicros += micros;
    this.#microsLeft = hasMoreKeys || hasMoreFields ? Math.max(this.#microsLeft - micros, 0) : 0;
    if (this.#microsLeft === 0 && (hasMoreKeys || hasMoreFields)) stats.expiryTimeouts++;
    return micros;
  }
}
