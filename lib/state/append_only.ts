/** The append-only file as commands, checks and connections know it. */

import type { Peer } from "./session.ts";

export interface AppendOnly {
  readonly isOn: boolean;
  /** Why it cannot be written, so that writes are refused; empty while it can. */
  readonly failure: string;
  /** Whether the replies to this client must wait for the disk: then it is flushed afterwards. */
  holds(peer: Peer): boolean;
  readonly isRewriting: boolean;
  /**
   * Has the file written anew, as short as it can be, between commands; later if something else is
   * being saved. Throws with the reason.
   */
  requestRewrite(): "started" | "scheduled";
  /** Puts what the file says in place of all keys (DEBUG LOADAOF). Throws with the reason. */
  reload(): void;
  /**
   * Before the process ends: brings everything to the disk. Throws if the file does not hold all
   * keys yet, unless that is no matter (`force`).
   */
  prepareEnd(force: boolean): void;
  /** Bytes of changes taken since the start, and how many of them are on the disk. */
  readonly takenBytes: number;
  readonly keptBytes: number;
  /** Does what is due, `hz` times a second. */
  tick(): void;
  /** The lines `aof_…` of INFO, and those that there are only while it is on. */
  facts(): readonly (readonly [name: string, value: string | number])[];
  sizes(): readonly (readonly [name: string, value: string | number])[];
}
