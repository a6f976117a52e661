/**
 * How fast a snapshot is written beside the work for clients: the busier the process is with them, the
 * longer the pauses between slices. So a snapshot of an idle server is quick, and a server that is
 * fully used stays usable.
 */

import type { Server } from "../state/server.ts";

/** How long a slice may take. */
export const SLICE_MICROS = 1000;
/** The least and the greatest share of the time that slices get. */
const SHARE_MIN = 0.03;
const SHARE_MAX = 0.75;
/** How much the last slice counts among those before. */
const SMOOTHING = 0.1;
const PAUSE_MS_MAX = 40;
/** The longest that timers wait. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export class Pace {
  readonly #server: Server;
  #beganMicros: number;
  #beganCpuMicros: number;
  /** Share of the time that goes to others, smoothed. */
  #busy = 0.5;

  constructor(server: Server) {
    this.#server = server;
    this.#beganMicros = server.clock.micros();
    this.#beganCpuMicros = this.#cpuMicros();
  }

  /**
   * How long to wait before the first slice, in milliseconds: `rdb-key-save-delay` makes a snapshot
   * take so many microseconds longer for each of its keys, for tests of what goes on meanwhile.
   */
  firstPauseMs(): number {
    const { config: { values: { rdbKeySaveDelay } }, keyspace } = this.#server;
    if (rdbKeySaveDelay <= 0) return this.pauseMs();
    const keys = keyspace.databases.reduce((sum, { size }) => sum + size, 0);
    return Math.min(keys * rdbKeySaveDelay / 1000, TIMER_MS_MAX);
  }

  /** A slice begins: returns whether it has taken long enough. */
  slice(): () => boolean {
    const { clock } = this.#server;
    const end = clock.micros() + SLICE_MICROS;
    return () => clock.micros() > end;
  }

  /** How long to wait behind a slice, in milliseconds. */
  pauseMs(): number {
    const [now, cpu] = [this.#server.clock.micros(), this.#cpuMicros()];
    const others = now - this.#beganMicros - SLICE_MICROS;
    if (others > 0) {
      const used = (cpu - this.#beganCpuMicros - SLICE_MICROS) / others;
      this.#busy += (Math.max(0, Math.min(used, 1)) - this.#busy) * SMOOTHING;
    }
    this.#beganMicros = now;
    this.#beganCpuMicros = cpu;
    const share = Math.max(SHARE_MIN, SHARE_MAX * (1 - this.#busy));
    return Math.min(PAUSE_MS_MAX, SLICE_MICROS / 1000 * (1 - share) / share);
  }

  #cpuMicros(): number {
    const { system, user } = this.#server.host.cpuMicros();
    return user + system;
  }
}
