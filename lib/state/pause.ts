/**
 * CLIENT PAUSE: commands wait, and the keys stay as they are: none is evicted, and one whose time
 * has passed is not there for those who ask, but is deleted only afterwards.
 */

import type { Environment } from "../keyspace/environment.ts";
import type { Session } from "./session.ts";

export class Pause {
  /** Unix milliseconds; 0 if there is no pause. */
  untilMs = 0;
  /** Whether every command waits, or only those that may write. */
  isForAll = false;
  /** The sessions whose next command waits. */
  readonly waiting: Set<Session> = new Set();
  readonly #env: Environment;

  constructor(env: Environment) {
    this.#env = env;
  }

  /** Begins a pause. One that is under way can become longer and stricter, but not the reverse. */
  begin(nowMs: number, untilMs: number, isForAll: boolean): void {
    const isOn = this.untilMs > nowMs;
    this.isForAll = isForAll || (isOn && this.isForAll);
    this.untilMs = isOn ? Math.max(this.untilMs, untilMs) : untilMs;
    this.#env.frozenUntilMs = this.untilMs;
  }

  /** Ends the pause; those who wait go on after this turn. */
  end(): void {
    this.untilMs = 0;
    this.#env.frozenUntilMs = 0;
  }
}
