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
  /** Does what is due, `hz` times a second. */
  tick(): void;
  /** The lines `aof_…` of INFO. */
  facts(): readonly (readonly [name: string, value: string | number])[];
}
