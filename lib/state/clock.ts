/** The time, as it is handed to the engine. */
export interface Clock {
  /** Unix time in milliseconds. */
  nowMs(): number;
  /** Microseconds from some fixed point, never going back; for durations. */
  micros(): number;
  /** Returns after so many milliseconds; nothing else happens meanwhile (DEBUG SLEEP). */
  sleep(ms: number): void;
}

/** A clock that stands still until it is moved by hand; for tests. */
export class HandClock implements Clock {
  #ms: number;

  constructor(startMs = 1_700_000_000_000) {
    this.#ms = startMs;
  }

  nowMs(): number {
    return this.#ms;
  }

  micros(): number {
    return this.#ms * 1000;
  }

  /** Moves the time forward. */
  advance(ms: number): void {
    this.#ms += ms;
  }

  sleep(ms: number): void {
    this.advance(ms);
  }
}
